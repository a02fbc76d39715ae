/** Who may do what with what operators of block storage use, and with what it tells users, by operation. */
export const VOLUME_OPERATORS: Readonly<Record<string, string>> = {
  'messages.list': 'volume reader',
  'messages.show': 'owned volume, reader',
  'messages.delete': 'owned volume, member',
  'services.freeze': 'volume admin',
  'services.thaw': 'volume admin',
  'services.failover_host': 'volume admin, refused',
  'services.failover': 'volume admin, refused',
  'services.get_log': 'volume admin',
  'services.set_log': 'volume admin',
  'clusters.list': 'volume admin',
  'clusters.detail': 'volume admin',
  'clusters.show': 'volume admin, nothing there',
  'clusters.enable': 'volume admin, nothing there',
  'clusters.disable': 'volume admin, nothing there',
  'workers.cleanup': 'volume admin',
  'resource_filters.list': 'any token',
}
