/** Who may do what with key pairs. Everybody may with those of his own. */
export const COMPUTE_KEYPAIRS: Readonly<Record<string, string>> = {
  'keypairs.list': 'any project token',
  'keypairs.create': 'any project token',
  // Those of another user.
  'keypairs.show': 'compute admin',
  'keypairs.delete': 'compute admin',
}
