/** Who may do what with snapshots of volumes, by operation. */
export const SNAPSHOTS: Readonly<Record<string, string>> = {
  'snapshots.list': 'volume reader',
  'snapshots.detail': 'volume reader',
  'snapshots.create': 'owned volume, member on a project',
  'snapshots.show': 'owned volume, reader',
  'snapshots.delete': 'owned volume, member',
}
