import { isoTime } from '../../kernel/clock.ts'
import { badRequest } from '../../kernel/faults.ts'
import { repr } from '../../kernel/python.ts'
import type { Tx } from '../../storage/database.ts'
import type { ComputeCall } from '../operation.ts'
import { limitsFor } from '../quotas/limits.store.ts'
import { leastOf, tooManyGroupMembers, tooManyServerGroups, type Owner } from '../quotas/quota.ts'
import type { ServerGroupPolicy } from './group-policy.ts'
import { isSeenBy, refuseRulesOf, serverGroupNotFound, type ServerGroup } from './server-group.ts'
import {
  countMembersOf,
  countServerGroups,
  findServerGroup,
  insertServerGroup,
  lockServerGroups,
} from './server-groups.store.ts'

/**
 * The group that a server is to be in, by the hint `group`. A list of one is as the one itself; in
 * several groups a server cannot be.
 * @throws Fault 400
 */
export async function requestedGroup(
  { tx, ctx }: Pick<ComputeCall, 'tx' | 'ctx'>,
  hint: unknown,
): Promise<ServerGroup | undefined> {
  const named = [(hint ?? []) as string | readonly string[]].flat()
  if (named.length === 0) return undefined
  const group = named.length === 1 ? await findServerGroup(tx, named[0]!) : undefined
  if (group !== undefined && isSeenBy(ctx, group)) return group
  throw badRequest(serverGroupNotFound(typeof hint === 'string' ? hint : repr(hint)).message)
}

interface NewGroup {
  readonly name: string
  readonly policy: ServerGroupPolicy
  readonly rules: { readonly max_server_per_host?: number }
}

/** @throws Fault 400, 403: the quota is looked at first */
export async function createServerGroup(
  { tx, ctx, env }: ComputeCall,
  { name, policy, rules }: NewGroup,
): Promise<ServerGroup> {
  const { projectId, userId } = ctx
  await takeServerGroup(tx, { projectId, userId })
  refuseRulesOf(policy, rules)
  const id = env.ids.uuid()
  await insertServerGroup(tx, {
    ...{ id, name, project_id: projectId, user_id: userId, policy },
    max_server_per_host: rules.max_server_per_host ?? null,
    created_at: isoTime(env.clock.now()),
  })
  return (await findServerGroup(tx, id))!
}

/** @throws Fault 403 */
async function takeServerGroup(tx: Tx, owner: Owner): Promise<void> {
  await lockServerGroups(tx, owner.projectId)
  const made = await countServerGroups(tx, owner)
  const { project, user } = await limitsFor(tx, owner)
  const isFull = (limit: number, count: number) => limit >= 0 && count >= limit
  if (isFull(project.server_groups, made.project) || isFull(user.server_groups, made.user)) {
    throw tooManyServerGroups()
  }
}

/**
 * Whether so many more servers may join a group. Exact however many ask at once: they wait for one
 * another until the end of the unit. Only members of the same user count.
 * @param owner who makes the servers
 * @throws Fault 403
 */
export async function takeGroupMembers(
  tx: Tx,
  owner: Owner,
  groupId: string,
  count: number,
): Promise<void> {
  await findServerGroup(tx, groupId, 'turn')
  const most = leastOf(await limitsFor(tx, owner), 'server_group_members')
  if (most < 0) return
  if ((await countMembersOf(tx, groupId, owner.userId)) + count > most) throw tooManyGroupMembers()
}
