/** Security groups by way of Compute. Source: openstack/nova nova/network/security_group_api.py. */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, conflict, Fault, forbidden, notFound } from '../../kernel/faults.ts'
import type { NetworkProxy, ShownGroup } from '../../network/facade.ts'
import type { Tx } from '../../storage/database.ts'
import { target, type ComputeEnv } from '../operation.ts'
import { asRefusedBy, neutronSaid } from '../proxied.ts'
import {
  requireUuid,
  type GroupWithSources,
  type IngressRule,
  type Source,
} from './security-group.ts'

/** @throws Fault 404 as Network says it */
export function groupOf(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  id: string,
): Promise<ShownGroup> {
  return asRefusedBy(facades.network.proxyFor(ctx).group(tx, id), missedAs(ctx))
}

/** What is not there is missed in the words of Network. */
export function missedAs(ctx: RequestContext) {
  return (refused: Fault): Fault =>
    refused.status === 404 ? notFound(neutronSaid(ctx, refused)) : refused
}

/** A group that Network shows to who asks. */
export const groupTarget = target<ShownGroup, { readonly security_group_id: string }>({
  load(tx, { ctx, env, params: { security_group_id: id } }) {
    requireUuid(id)
    return groupOf(tx, env, ctx, id)
  },
  missing: () => notFound(),
})

/** Those of the caller's project, or for administrators who say so of all. */
export function groupsOf(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  ofAll: boolean,
): Promise<readonly ShownGroup[]> {
  const filters = ofAll && ctx.isAdmin ? {} : { tenant_id: ctx.projectId }
  return facades.network.proxyFor(ctx).groups(tx, filters)
}

interface Texts {
  readonly name: string
  readonly description: string
}

/** @throws Fault 400, 403 (where it may have no more, or none of this name), in the words of Network */
export function createGroup(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  { name, description }: Texts,
): Promise<ShownGroup> {
  const asked = facades.network.proxyFor(ctx).createGroup(tx, { name, description })
  return asRefusedBy(asked, (refused) => {
    if (refused.status === 400) return badRequest(neutronSaid(ctx, refused))
    return refused.status === 409 ? forbidden(neutronSaid(ctx, refused)) : refused
  })
}

/** The real service fails where Network refuses. @throws Fault 400, 409 in the words of Network */
export function updateGroup(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  id: string,
  { name, description }: Texts,
): Promise<ShownGroup> {
  const asked = facades.network.proxyFor(ctx).updateGroup(tx, id, { name, description })
  return asRefusedBy(asked, (refused) => {
    if (refused.status === 400) return badRequest(neutronSaid(ctx, refused))
    return refused.status === 409 ? conflict(neutronSaid(ctx, refused)) : refused
  })
}

/** @throws Fault 400 where it is in use, in the words of Network */
export function deleteGroup(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  id: string,
): Promise<void> {
  return asRefusedBy(facades.network.proxyFor(ctx).deleteGroup(tx, id), (refused) =>
    refused.status === 409 ? badRequest(neutronSaid(ctx, refused)) : refused,
  )
}

/** With the groups that their rules name. A rule that names one that the caller does not see is left out. */
export async function withSources(
  tx: Tx,
  { facades }: ComputeEnv,
  ctx: RequestContext,
  groups: readonly ShownGroup[],
): Promise<GroupWithSources[]> {
  const network = facades.network.proxyFor(ctx)
  const known = new Map(groups.map((group) => [group.id, sourceIn(group)]))
  const shown: GroupWithSources[] = []
  for (const group of groups) {
    const rules: IngressRule[] = []
    for (const rule of group.security_group_rules) {
      const { direction, remote_group_id: id } = rule
      if (direction !== 'ingress') continue
      const source = id === null ? undefined : (known.get(id) ?? (await seen(tx, network, id)))
      if (id !== null && source !== undefined) known.set(id, source)
      if (id === null || source !== undefined) rules.push({ rule, source })
    }
    shown.push({ group, rules })
  }
  return shown
}

export function sourceIn({ name, tenant_id: tenantId }: ShownGroup): Source {
  return { name, tenant_id: tenantId }
}

async function seen(tx: Tx, network: NetworkProxy, id: string): Promise<Source | undefined> {
  try {
    return sourceIn(await network.group(tx, id))
  } catch (error) {
    if (error instanceof Fault && error.status === 404) return undefined
    throw error
  }
}
