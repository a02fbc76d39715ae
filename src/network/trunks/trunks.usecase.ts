/** Makes, changes and deletes trunks. Source: openstack/neutron neutron/services/trunk/plugin.py. */
import type { Changes } from '../../kernel/attributes/table.ts'
import type { NetworkCall } from '../operation.ts'
import { portRows } from '../ports/ports.store.ts'
import { takeQuotas } from '../quotas/take-quota.usecase.ts'
import { deleteTagsOf } from '../tags/tags.store.ts'
import { secondsNow } from '../times.ts'
import { checkedSubPorts, isBound, requireParent } from './trunk-ports.usecase.ts'
import {
  deleteSubPorts,
  insertSubPorts,
  lockPorts,
  markUpdated,
  subPortsOf,
  trunkRows,
  type TrunkRow,
} from './trunks.store.ts'
import type { TRUNKS } from './trunks.table.ts'
import {
  refuseRepeated,
  requireEnabled,
  requireThere,
  subPortsIn,
  trunkInUse,
  type PostedTrunk,
  type Trunk,
} from './trunks.ts'

export async function completedTrunks(
  { tx }: NetworkCall,
  rows: readonly TrunkRow[],
): Promise<Trunk[]> {
  const all = await subPortsOf(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, sub_ports: all.get(row.id) ?? [] }))
}

/** Nothing here plugs ports into trunks, so that they are `DOWN`. @throws Fault 400, 404, 409 */
export async function createTrunks(
  call: NetworkCall,
  posted: readonly PostedTrunk[],
): Promise<Trunk[]> {
  await takeQuotas(call, 'trunk', posted)
  const made: Trunk[] = []
  for (const one of posted) made.push(await createTrunk(call, one))
  return made
}

async function createTrunk(call: NetworkCall, posted: PostedTrunk): Promise<Trunk> {
  const { tx, env } = call
  const { sub_ports: sent, ...given } = posted
  await lockPorts(tx, [posted.port_id, ...sent.map((one) => one.port_id)])
  const parentId = await requireParent(call, posted.port_id)
  const subPorts = await checkedSubPorts(call, parentId, sent)
  const id = env.ids.uuid()
  refuseRepeated(id, [], subPorts)
  const at = secondsNow(env.clock)
  const row = {
    ...{ ...given, id, port_id: parentId, status: 'DOWN', tags: [] },
    ...{ created_at: at, updated_at: at, revision_number: 0 },
  }
  await trunkRows.insert(tx, [row])
  await insertSubPorts(tx, id, subPorts)
  return { ...row, sub_ports: subPorts }
}

type TrunkChanges = Changes<NonNullable<(typeof TRUNKS)['declared']>>

export async function updateTrunk(
  { tx, env }: NetworkCall,
  now: Trunk,
  changes: TrunkChanges,
): Promise<Trunk> {
  const row = await trunkRows.change(tx, now, changes, secondsNow(env.clock))
  return { ...row, sub_ports: now.sub_ports }
}

/** @throws Fault 409 TrunkDisabled, TrunkInUse */
export async function deleteTrunk(call: NetworkCall, now: Trunk): Promise<void> {
  const { tx } = call
  requireEnabled(now)
  await lockPorts(tx, [now.port_id])
  const port = await portRows.find(tx, now.port_id)
  if (port && isBound(port)) throw trunkInUse(now.id)
  await deleteSubPorts(
    tx,
    now.sub_ports.map((one) => one.port_id),
  )
  await deleteTagsOf(tx, [now.id])
  await trunkRows.remove(tx, [now.id])
}

/** @throws Fault 400, 404 PortNotFound, 409 */
export async function addSubPorts(call: NetworkCall, now: Trunk, body: unknown): Promise<Trunk> {
  const { tx } = call
  const sent = subPortsIn(body)
  await lockPorts(tx, [now.port_id, ...sent.map((one) => one.port_id)])
  const added = await checkedSubPorts(call, now.port_id, sent)
  requireEnabled(now)
  const there = (await subPortsOf(tx, [now.id])).get(now.id)!
  refuseRepeated(now.id, there, added)
  await insertSubPorts(tx, now.id, added)
  return updated(call, { ...now, sub_ports: [...there, ...added] })
}

/** @throws Fault 400, 404 SubPortNotFound, 409 TrunkDisabled */
export async function removeSubPorts(call: NetworkCall, now: Trunk, body: unknown): Promise<Trunk> {
  requireEnabled(now)
  const named = subPortsIn(body)
  const there = (await subPortsOf(call.tx, [now.id])).get(now.id)!
  const ids = requireThere(now.id, there, named)
  await deleteSubPorts(call.tx, ids)
  return updated(call, { ...now, sub_ports: there.filter((one) => !ids.includes(one.port_id)) })
}

async function updated({ tx, env }: NetworkCall, trunk: Trunk): Promise<Trunk> {
  const at = secondsNow(env.clock)
  await markUpdated(tx, trunk.id, at)
  return { ...trunk, updated_at: at }
}
