import type { Example, Examples, World } from '../world.ts'

/** Ranges do not overlap. */
let lastId = 100_000

const range = () => ({
  ...{ name: 'r', network_type: 'vxlan', minimum: (lastId += 10), maximum: lastId + 5 },
})

/** One of the owner's project. */
async function aRange(world: World): Promise<Example> {
  const own = { shared: false, project_id: world.owner.projectId }
  const body = { network_segment_range: { ...range(), ...own } }
  const made = await world.call('network', 'POST', '/v2.0/network_segment_ranges', { body })
  return { params: { id: made.network_segment_range.id } }
}

/** What Network has beside networks and what hangs on them. */
export const networkRestExamples: Examples = {
  'network_segment_ranges.list': () => ({}),
  'network_segment_ranges.create': () => ({ body: { network_segment_range: range() } }),
  'network_segment_ranges.show': aRange,
  'network_segment_ranges.update': async (world) => ({
    ...(await aRange(world)),
    body: { network_segment_range: { name: 'changed' } },
  }),
  'network_segment_ranges.delete': aRange,
}
