/** Who may see what projects have used, by operation. */
export const COMPUTE_USAGE: Readonly<Record<string, string>> = {
  'usage.list': 'compute admin',
  'usage.show': 'quota of Compute, reader',
  'usage_audits.list': 'compute admin',
  'usage_audits.show': 'compute admin',
}
