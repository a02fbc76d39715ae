/**
 * Makes, changes and deletes conntrack helpers. Each is a change of the router. Source:
 * neutron/services/conntrack_helper/plugin.py.
 */
import type { NetworkCall } from '../../operation.ts'
import { secondsNow } from '../../times.ts'
import { routerRows } from '../routers.store.ts'
import {
  conntrackHelperRows,
  helpersOfRouters,
  type ConntrackHelperRow,
} from './conntrack-helpers.store.ts'
import { duplicateHelper, requireAllowed, type ConntrackHelper } from './conntrack-helpers.ts'

/** What is made of several is checked one after the other. @throws Fault 400 */
export async function createHelpers(
  call: NetworkCall,
  routerId: string,
  posted: readonly ConntrackHelper[],
): Promise<ConntrackHelperRow[]> {
  const { tx, env } = call
  const made: ConntrackHelperRow[] = []
  for (const { protocol, port, helper } of posted) {
    const row = { id: env.ids.uuid(), router_id: routerId, protocol, port, helper }
    requireAllowed(row)
    await refuseDuplicate(call, row)
    await conntrackHelperRows.insert(tx, [row])
    made.push(row)
  }
  await touch(call, routerId, made.length)
  return made
}

/** @throws Fault 400 */
export async function updateHelper(
  call: NetworkCall,
  now: ConntrackHelperRow,
  { protocol, port, helper }: Partial<ConntrackHelper>,
): Promise<ConntrackHelperRow> {
  const changes = {
    protocol: protocol ?? now.protocol,
    port: port ?? now.port,
    helper: helper ?? now.helper,
  } as ConntrackHelper
  requireAllowed(changes)
  if (isSame(changes, now as ConntrackHelper)) return now
  await refuseDuplicate(call, { ...changes, router_id: now.router_id })
  const row = await conntrackHelperRows.change(call.tx, now, changes, secondsNow(call.env.clock))
  await touch(call, now.router_id)
  return row
}

export async function deleteHelper(call: NetworkCall, now: ConntrackHelperRow): Promise<void> {
  await conntrackHelperRows.remove(call.tx, [now.id])
  await touch(call, now.router_id)
}

/** The router is locked: nobody else gives it one meanwhile. */
async function refuseDuplicate(
  { tx }: NetworkCall,
  { router_id: router, ...wanted }: ConntrackHelper & { readonly router_id: string },
): Promise<void> {
  const has = (await helpersOfRouters(tx, [router])).get(router) ?? []
  if (has.some((one) => isSame(one, wanted))) throw duplicateHelper(router, wanted)
}

function isSame(one: ConntrackHelper, other: ConntrackHelper): boolean {
  const { protocol, port, helper } = other
  return one.protocol === protocol && one.port === port && one.helper === helper
}

async function touch({ tx, env }: NetworkCall, routerId: string, times = 1): Promise<void> {
  await routerRows.touch(tx, [routerId], secondsNow(env.clock), times)
}
