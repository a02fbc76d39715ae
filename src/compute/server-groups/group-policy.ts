/** How the servers of a group are placed; the soft ones from 2.15 on. */
export const HARD_POLICIES = ['anti-affinity', 'affinity'] as const
export const SERVER_GROUP_POLICIES = [
  ...HARD_POLICIES,
  'soft-anti-affinity',
  'soft-affinity',
] as const
export type ServerGroupPolicy = (typeof SERVER_GROUP_POLICIES)[number]
