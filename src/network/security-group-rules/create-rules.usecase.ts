/** Adds rules to a group. Source: openstack/neutron neutron/db/securitygroups_db.py. */
import { requireAddressGroup } from '../address-groups/require-address-group.usecase.ts'
import type { NetworkCall } from '../operation.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { ACCESS_SHARED } from '../rbac/grants.ts'
import { grantedAmong } from '../rbac/grants.store.ts'
import { securityGroupRows } from '../security-groups/security-groups.store.ts'
import { securityGroupNotFound } from '../security-groups/security-groups.ts'
import { secondsNow } from '../times.ts'
import { insertRules } from './insert-rules.store.ts'
import { ruleRules } from './security-group-rules.policies.ts'
import { ruleRows, type RuleRow } from './security-group-rules.store.ts'
import {
  canonicalRule,
  refuseRepeated,
  REPEATED,
  requireOneGroup,
  type PostedRule,
} from './security-group-rules.ts'

/**
 * The owners of the groups, which rules of policy ask for, but for administrators, who miss a group
 * when all else is right, and for those who may make no rules.
 * @throws Fault 404 SecurityGroupNotFound
 */
export async function ownersOfGroups(
  { tx, ctx }: NetworkCall,
  posted: readonly PostedRule[],
): Promise<{ readonly 'security_group:project_id': string | undefined }[]> {
  const facts = []
  for (const { security_group_id: id } of posted) {
    const group = await securityGroupRows.find(tx, id)
    const own = { 'security_group:project_id': ctx.token.projectId }
    const asks = !ctx.isAdmin && ctx.allows(ruleRules.create, own)
    if (group === undefined && asks) throw securityGroupNotFound(id)
    facts.push({ 'security_group:project_id': group?.project_id })
  }
  return facts
}

/** @throws Fault 400, 404, 409 */
export async function createRules(
  call: NetworkCall,
  posted: readonly PostedRule[],
): Promise<RuleRow[]> {
  const { tx, env } = call
  await takeQuotas(call, 'security_group_rule', posted)
  requireOneGroup(posted)
  const rules = []
  for (const one of posted) {
    const rule = { ...canonicalRule(one), id: env.ids.uuid() }
    rules.push({ ...rule, ...(await foundRemotes(call, rule)) })
  }
  // Locked, so that nobody else adds the same rule meanwhile.
  const [{ security_group_id: groupId }] = posted as [PostedRule]
  const group = await securityGroupRows.find(tx, groupId, [], 'change')
  if (group === undefined) throw securityGroupNotFound(groupId)
  refuseRepeated(rules, await ruleRows.having(tx, 'security_group_id', [group.id]), REPEATED)
  const at = secondsNow(env.clock)
  await insertRules(tx, group, rules, at)
  await securityGroupRows.touch(tx, [group.id], at)
  const made = await ruleRows.having(
    tx,
    'id',
    rules.map(({ id }) => id),
  )
  return rules.map(({ id }) => made.find((row) => row.id === id)!)
}

/** The groups that a rule names stay until the unit ends. @throws Fault 404 */
async function foundRemotes(call: NetworkCall, rule: PostedRule) {
  const { remote_group_id: groupId, remote_address_group_id: addressGroupId } = rule
  return {
    ...(groupId !== null && {
      remote_group_id: await requireGroup(call, groupId, rule.project_id),
    }),
    ...(addressGroupId !== null && {
      remote_address_group_id: await requireAddressGroup(call, addressGroupId, rule.project_id),
    }),
  }
}

/** Its own, one that is shared with it, or for administrators any. */
async function requireGroup(
  { tx, ctx }: NetworkCall,
  id: string,
  projectId: string,
): Promise<string> {
  const group = await securityGroupRows.find(tx, id, [], 'stay')
  const isSeen =
    group !== undefined &&
    (ctx.isAdmin ||
      group.project_id === projectId ||
      (await grantedAmong(tx, ACCESS_SHARED, projectId, [group.id])).has(group.id))
  if (!isSeen) throw securityGroupNotFound(id)
  return group.id
}
