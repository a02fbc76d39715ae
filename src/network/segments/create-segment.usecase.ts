/**
 * Adds a segment to a network. Source: openstack/neutron neutron/services/segments/db.py
 * (_create_segment_db), neutron/plugins/ml2/plugin.py (_handle_segment_change).
 */
import type { Posted } from '../../kernel/attributes/table.ts'
import { networkRows } from '../networks/networks.store.ts'
import { chosenMtu, networkNotFound } from '../networks/networks.ts'
import type { NetworkCall } from '../operation.ts'
import { secondsNow } from '../times.ts'
import { knownOptions, mtuOfSegments, reserve } from './reserve.usecase.ts'
import { segmentRows } from './rows-of-segments.store.ts'
import { placeOf, readSegment } from './segment-types.ts'
import { segmentsOf } from './segments.store.ts'
import type { SEGMENTS } from './segments.table.ts'

type PostedSegment = Posted<NonNullable<(typeof SEGMENTS)['declared']>>

/** @throws Fault 404 NetworkNotFound; 400 InvalidInput; 409 where another has its place; 503 */
export async function createSegment(call: NetworkCall, posted: PostedSegment) {
  const { tx, env } = call
  const { network_id: id, name, description } = posted
  const network = await networkRows.find(tx, id, [], 'change')
  if (network === undefined) throw networkNotFound(id)
  const asked = readSegment(posted, await knownOptions(call))
  const others = (await segmentsOf(tx, [network.id])).get(network.id) ?? []
  const chosen = await reserve(call, asked)
  const at = secondsNow(env.clock)
  const segment = {
    ...{ id: env.ids.uuid(), network_id: network.id, name, description, ...chosen },
    ...{ segment_index: (others.at(-1)?.segment_index ?? -1) + 1, place: placeOf(chosen) },
    ...{ revision_number: 0, created_at: at, updated_at: at },
  }
  chosenMtu(network.mtu, mtuOfSegments([...others, segment], env.options))
  await segmentRows.insert(tx, [segment])
  return segment
}
