/** Who may do what to the volumes of servers, by operation. */
export const COMPUTE_VOLUMES: Readonly<Record<string, string>> = {
  'volume_attachments.list': 'owned server, reader',
  'volume_attachments.show': 'owned server, reader',
  'volume_attachments.create': 'owned server, member',
  'volume_attachments.swap': 'owned server, admin',
  'volume_attachments.update': 'owned server, member',
  'volume_attachments.delete': 'owned server, member',
}
