/** Who may do what with backups of volumes, by operation. */
export const BACKUPS: Readonly<Record<string, string>> = {
  'backups.list': 'volume reader',
  'backups.detail': 'volume reader',
  'backups.show': 'owned volume, reader',
  'backups.create': 'owned volume, member on a project',
  'backups.update': 'owned volume, member',
  'backups.delete': 'owned volume, member',
  'backups.restore': 'owned volume, member',
  'backups.reset_status': 'owned volume, admin',
  'backups.force_delete': 'owned volume, admin',
  'backups.export_record': 'owned volume, admin',
  'backups.import_record': 'volume admin, on a project',
}
