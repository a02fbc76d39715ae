/** Who may do what with trunks, by operation. */
export const TRUNKS: Readonly<Record<string, string>> = {
  'trunks.list': 'any token',
  'trunks.create': 'trunk maker',
  'trunks.show': 'owned router, reader',
  'trunks.update': 'owned router, member',
  'trunks.delete': 'owned router, member',
  'trunks.add_subports': 'owned router, member',
  'trunks.remove_subports': 'owned router, member',
  'trunks.get_subports': 'owned router, reader',
}
