/** Who may do what with networks, and what is around them, by operation. */
export const NETWORKS: Readonly<Record<string, string>> = {
  'versions.list': 'anybody',
}
