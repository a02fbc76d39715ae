/**
 * Security groups as servers name them. Source: openstack/nova nova/network/security_group_api.py.
 */
import type { Call } from '../../kernel/attributes/resource.ts'
import {
  groupCannotBeApplied,
  noGroupForServer,
  noGroupNamed,
  severalGroupsNamed,
} from '../faults.ts'
import type { NetworkCall, NetworkEnv } from '../operation.ts'
import { putPort } from '../ports/as-client.usecase.ts'
import type { Port } from '../ports/ports.ts'
import { ACCESS_SHARED, grantedTo } from '../rbac/grants.ts'
import { defaultGroup } from '../security-groups/default-group.usecase.ts'
import { groupsNamed } from '../security-groups/named.store.ts'
import { securityGroupRows } from '../security-groups/security-groups.store.ts'
import { ownOr } from '../visibility.ts'
import { lockedPortsOf } from './ports-of-servers.usecase.ts'
import type { OwnedServer } from './servers.ts'

/**
 * The ids of those that new ports of a server are to have.
 * @param names or ids; none, or `default` alone, leaves it to Network
 * @throws Fault 400 SecurityGroupNotFound, 409 NoUniqueMatch
 */
export async function groupsForServer(
  call: NetworkCall,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0 || (names.length === 1 && names[0] === 'default')) return []
  const ids: string[] = []
  for (const name of names) {
    const id = await groupNamed(call, name)
    if (id === undefined) throw noGroupNamed(name)
    ids.push(id)
  }
  return [...new Set(ids)]
}

/**
 * One that the caller sees by its id, or one of its project by its name, in any case.
 * @throws Fault 409 NoUniqueMatch
 */
async function groupNamed(call: NetworkCall, nameOrId: string): Promise<string | undefined> {
  const { tx, ctx } = call
  await defaultGroup(call, ctx.projectId)
  const visible = ownOr(ctx, grantedTo(ctx, [ACCESS_SHARED]))
  const byId = await securityGroupRows.find(tx, nameOrId, visible)
  if (byId !== undefined) return byId.id
  const [first, ...others] = await groupsNamed(tx, ctx.projectId, nameOrId)
  if (others.length > 0) throw severalGroupsNamed(nameOrId)
  return first?.id
}

/**
 * Gives all ports of a server a group more.
 * @throws Fault 400 SecurityGroupCannotBeApplied, or as Network says it where one has it already;
 *   404 SecurityGroupNotFound; 409; PolicyRefusal
 */
export async function addGroup(
  call: Call<NetworkEnv>,
  server: OwnedServer,
  name: string,
): Promise<void> {
  const id = await requiredGroup(call, name)
  for (const port of await pluggedPorts(call, server)) {
    if (!isGuardable(port)) throw groupCannotBeApplied()
    await putPort(call, port, { security_groups: [...port.security_groups, id] })
  }
}

/**
 * Takes a group from all ports of a server that have it.
 * @throws Fault 404 SecurityGroupNotFound; 409; PolicyRefusal
 */
export async function removeGroup(
  call: Call<NetworkEnv>,
  server: OwnedServer,
  name: string,
): Promise<void> {
  const id = await requiredGroup(call, name)
  const ports = await pluggedPorts(call, server)
  const having = ports.filter(({ security_groups: groups }) => groups.includes(id))
  if (having.length === 0) {
    throw noGroupForServer(`Security group ${name} not associated with the instance ${server.id}`)
  }
  for (const port of having) {
    const left = port.security_groups.filter((one) => one !== id)
    await putPort(call, port, { security_groups: left })
  }
}

async function requiredGroup(call: NetworkCall, name: string): Promise<string> {
  const id = await groupNamed(call, name)
  if (id !== undefined) return id
  throw noGroupForServer(`Security group ${name} is not found for project ${call.ctx.projectId}`)
}

async function pluggedPorts(call: NetworkCall, server: OwnedServer) {
  const ports = await lockedPortsOf(call, server)
  if (ports.length > 0) return ports
  throw noGroupForServer(`instance_id ${server.id} could not be found as device id on any ports`)
}

/** `_has_security_group_requirements`. */
function isGuardable(port: Port): boolean {
  return (
    port.port_security_enabled && (port.fixed_ips.length > 0 || port.ip_allocation === 'deferred')
  )
}
