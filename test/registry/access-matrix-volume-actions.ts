/** Who may attach volumes and act on them, by operation. */
export const VOLUME_ACTIONS: Readonly<Record<string, string>> = {
  'volumes.reserve': 'owned volume, member',
  'volumes.unreserve': 'owned volume, member',
  'volumes.attach': 'owned volume, member',
  'volumes.begin_detaching': 'owned volume, member',
  'volumes.roll_detaching': 'owned volume, member',
  'volumes.detach': 'owned volume, member',
  'volumes.initialize_connection': 'owned volume, member',
  'volumes.terminate_connection': 'owned volume, member',
  'volumes.force_detach': 'owned volume, admin',
  'attachments.create': 'owned volume, member',
  'attachments.update': 'owned volume, member',
  'attachments.complete': 'owned volume, member',
  'attachments.delete': 'owned volume, member',
  'attachments.list': 'any token',
  'attachments.detail': 'any token',
  'attachments.show': 'owned volume, any token',
}
