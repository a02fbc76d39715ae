/** Rules of security groups by way of Compute. Source: nova/network/security_group_api.py. */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, forbidden, notFound } from '../../kernel/faults.ts'
import type { ShownRule } from '../../network/facade.ts'
import type { Tx } from '../../storage/database.ts'
import { target, type ComputeEnv } from '../operation.ts'
import { asRefusedBy, neutronSaid } from '../proxied.ts'
import { requireUuid, type IngressRule } from '../security-groups/security-group.ts'
import { groupOf, missedAs, sourceIn } from '../security-groups/security-groups.usecase.ts'
import { hasRule, newRule, postedRule, type AskedRule } from './new-rule.ts'

/** A rule that Network shows to who asks. */
export const ruleTarget = target<ShownRule, { readonly security_group_rule_id: string }>({
  load(tx, { ctx, env, params: { security_group_rule_id: id } }) {
    requireUuid(id)
    return asRefusedBy(env.facades.network.proxyFor(ctx).rule(tx, id), missedAs(ctx))
  },
  missing: () => notFound(),
})

/** @throws Fault 400, 403 (where it may have no more, or has it), 404 */
export async function createRule(
  tx: Tx,
  env: ComputeEnv,
  ctx: RequestContext,
  asked: AskedRule,
): Promise<IngressRule> {
  const parent = await groupOf(tx, env, ctx, asked.parent_group_id)
  const { group_id: sourceId = null } = asked
  const source = sourceId === null ? undefined : await groupOf(tx, env, ctx, sourceId)
  const rule = newRule({ ...asked, parent_group_id: parent.id })
  if (source === undefined && hasRule(parent, rule)) {
    throw badRequest(`This rule already exists in group ${parent.id}`)
  }
  const made = env.facades.network.proxyFor(ctx).createRule(tx, postedRule(rule))
  const shown = await asRefusedBy(made, (refused) => {
    if (refused.status === 400) return badRequest(neutronSaid(ctx, refused))
    return refused.status === 409 ? forbidden(neutronSaid(ctx, refused)) : missedAs(ctx)(refused)
  })
  return { rule: shown, source: source && sourceIn(source) }
}
