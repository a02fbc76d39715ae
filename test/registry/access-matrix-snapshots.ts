/** Who may do what with snapshots of volumes, by operation. */
export const SNAPSHOTS: Readonly<Record<string, string>> = {
  'snapshots.list': 'volume reader',
  'snapshots.detail': 'volume reader',
  'snapshots.create': 'owned volume, member on a project',
  'snapshots.show': 'owned volume, reader',
  'snapshots.delete': 'owned volume, member',
  'snapshots.update': 'owned volume, member',
  'snapshots.reset_status': 'owned volume, admin',
  'snapshots.update_status': 'owned volume, member',
  'snapshots.force_delete': 'owned volume, admin',
  'snapshots.unmanage': 'owned volume, admin',
  'snapshots.metadata.list': 'owned volume, reader',
  'snapshots.metadata.show': 'owned volume, reader',
  'snapshots.metadata.create': 'owned volume, member',
  'snapshots.metadata.replace': 'owned volume, member',
  'snapshots.metadata.set': 'owned volume, member',
  'snapshots.metadata.delete': 'owned volume, member',
}
