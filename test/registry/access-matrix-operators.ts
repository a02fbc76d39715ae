/** Who may do what with what operators of block storage use, and with what it tells users, by operation. */
export const VOLUME_OPERATORS: Readonly<Record<string, string>> = {
  'messages.list': 'volume reader',
  'messages.show': 'owned volume, reader',
  'messages.delete': 'owned volume, member',
  'resource_filters.list': 'any token',
}
