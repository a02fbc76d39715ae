import { attributeOperations } from '../../kernel/attributes/operations.ts'
import type { Item } from '../../kernel/attributes/table.ts'
import { ADMIN } from '../base-rules.ts'
import { segmentInUse, segmentNotFound } from '../faults/segments.ts'
import { networkRows } from '../networks/networks.store.ts'
import { operation } from '../operation.ts'
import { resourceRules } from '../policies.ts'
import { secondsNow } from '../times.ts'
import { createSegment } from './create-segment.usecase.ts'
import { segmentRows, subnetsOn } from './rows-of-segments.store.ts'
import { networkOfSegment } from './segments.store.ts'
import { SEGMENTS } from './segments.table.ts'

type Segment = Item<NonNullable<(typeof SEGMENTS)['declared']>>
type Row = NonNullable<Awaited<ReturnType<typeof segmentRows.find>>>

/** Whose it is nobody asks: rules see the owner of nothing. */
function seen(row: Row): Segment {
  return { ...row, project_id: undefined! }
}

export const segmentOperations = attributeOperations(operation, SEGMENTS, {
  bulk: false,
  // Source: openstack/neutron neutron/conf/policies/segment.py.
  rules: resourceRules(SEGMENTS, { create: ADMIN, show: ADMIN, update: ADMIN, delete: ADMIN }),
  errors: { create: [409], delete: [409] },
  // Upstream's store asks nobody who they are; to others than administrators rules hide them.
  visible: () => [],
  missing: segmentNotFound,
  async find({ tx }, id, visible, lock) {
    // Its network first, as those do who delete that, or put subnets on the segment.
    const network = lock && (await networkOfSegment(tx, id))
    if (network !== undefined) await networkRows.find(tx, network, [], lock)
    const row = await segmentRows.find(tx, id, visible, lock)
    return row && seen(row)
  },
  list: async ({ tx }, request) => (await segmentRows.list(tx, request)).map(seen),
  async create(call, posted) {
    const made = []
    for (const one of posted) made.push(seen(await createSegment(call, one)))
    return made
  },
  async update({ tx, env }, now, changes) {
    const at = secondsNow(env.clock)
    return seen(await segmentRows.change(tx, now as unknown as Row, changes, at))
  },
  async delete({ tx }, { id }) {
    const subnets = await subnetsOn(tx, id)
    if (subnets.length > 0) throw segmentInUse(id, subnets)
    await segmentRows.remove(tx, [id])
  },
})
