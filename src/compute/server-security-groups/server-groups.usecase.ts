/** Security groups of servers, which are those of their ports. Source: nova/network/security_group_api.py. */
import { badRequest, type Fault } from '../../kernel/faults.ts'
import type { ShownGroup } from '../../network/facade.ts'
import type { ComputeCall } from '../operation.ts'
import { asRefusedBy, neutronSaid } from '../proxied.ts'
import { inOrder, type GroupWithSources } from '../security-groups/security-group.ts'
import { withSources } from '../security-groups/security-groups.usecase.ts'
import type { Server } from '../servers/server.ts'

interface OnServer extends ComputeCall {
  readonly target: Server
}

/** As far as the caller sees them in Network, by project and name. */
export async function groupsOfServer(call: OnServer): Promise<GroupWithSources[]> {
  const { tx, ctx, env, target } = call
  const { id, project_id: projectId } = target
  const ports = (await env.facades.network.interfaces(tx, [{ id, projectId }])).get(id) ?? []
  const ids = [...new Set(ports.flatMap(({ groups }) => groups.map((group) => group.id)))]
  const network = env.facades.network.proxyFor(ctx)
  const groups: ShownGroup[] = []
  for (const groupId of ids) {
    const [group] = await network.groups(tx, { id: groupId })
    if (group !== undefined) groups.push(group)
  }
  return inOrder(await withSources(tx, env, ctx, groups))
}

/** @param group by its name or id @throws Fault 400, 404, 409; PolicyRefusal of Network */
export async function addServerToGroup(call: OnServer, group: string): Promise<void> {
  const { tx, ctx, env, target } = call
  const server = { id: target.id, projectId: target.project_id }
  const added = env.facades.network.as(ctx).addGroup(tx, server, group)
  await asRefusedBy(added, (refused) => ofNetwork(call, refused))
}

/** @param group by its name or id @throws Fault 404, 409; PolicyRefusal of Network */
export async function removeServerFromGroup(call: OnServer, group: string): Promise<void> {
  const { tx, ctx, env, target } = call
  const server = { id: target.id, projectId: target.project_id }
  await env.facades.network.as(ctx).removeGroup(tx, server, group)
}

/** What is not said for Compute alone comes in the words of Network. */
function ofNetwork({ ctx }: ComputeCall, refused: Fault): Fault {
  const isForCompute = refused.type === 'SecurityGroupCannotBeApplied'
  return refused.status !== 400 || isForCompute ? refused : badRequest(neutronSaid(ctx, refused))
}
