import { NEVER, type Condition } from '../../kernel/lists/conditions.ts'
import type { ComputeCall } from '../operation.ts'
import { matchedText } from '../patterns.ts'
import { pageOfServers, valuesOf } from './list.store.ts'
import type { ServersAsked } from './list.ts'
import type { Server } from './server.ts'

/** @throws Fault 400 where the marker is no server */
export async function listServers(call: ComputeCall, asked: ServersAsked): Promise<Server[]> {
  const conditions = [...asked.conditions, ...(await byAddress(call, asked))]
  for (const pattern of asked.patterns) {
    const { matcher } = await import('../pattern-matching.ts')
    const matches = matcher(pattern.source)
    const values = await valuesOf(call.tx, { conditions, deleted: asked.deleted }, pattern.column)
    const isMatch = (value: string | null) => value !== null && matches(matchedText(pattern, value))
    conditions.push(among(values.filter(({ value }) => isMatch(value))))
  }
  return pageOfServers(call.tx, { ...asked, conditions })
}

function among(servers: readonly { readonly id: string }[]): Condition {
  if (servers.length === 0) return NEVER
  return { kind: 'in', column: 'uuid', values: servers.map(({ id }) => id) }
}

/** Network knows which ports have such addresses, among those that the caller sees. */
async function byAddress(
  { tx, ctx, env }: ComputeCall,
  { addresses }: ServersAsked,
): Promise<Condition[]> {
  if (addresses.length === 0) return []
  const ids = await env.facades.network.as(ctx).serversAt(tx, addresses)
  return [among(ids.map((id) => ({ id })))]
}
