/** Who may do what with networks, and what is around them, by operation. */
export const NETWORKS: Readonly<Record<string, string>> = {
  'versions.list': 'anybody',
  'resources.list': 'any token',
  'extensions.list': 'any token',
  'extensions.show': 'any token',
}
