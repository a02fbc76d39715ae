/** Who may do what with what operators of block storage use, and with what it tells users, by operation. */
export const VOLUME_OPERATORS: Readonly<Record<string, string>> = {
  'resource_filters.list': 'any token',
}
