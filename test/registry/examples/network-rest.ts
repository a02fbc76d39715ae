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

/** One of the owner's project. */
async function label({ call, owner }: World): Promise<string> {
  const body = { metering_label: { name: 'l', project_id: owner.projectId } }
  const made = await call('network', 'POST', '/v2.0/metering/metering-labels', { body })
  return made.metering_label.id
}

const ruleOf = (metering_label_id: string) => ({
  metering_label_rule: {
    ...{ metering_label_id, direction: 'ingress', remote_ip_prefix: '10.0.0.0/24' },
  },
})

async function aMeteringRule(world: World): Promise<Example> {
  const body = ruleOf(await label(world))
  const made = await world.call('network', 'POST', '/v2.0/metering/metering-label-rules', { body })
  return { params: { id: made.metering_label_rule.id } }
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

  'metering_labels.list': () => ({}),
  'metering_labels.create': () => ({ body: { metering_label: { name: 'l' } } }),
  'metering_labels.show': async (world) => ({ params: { id: await label(world) } }),
  'metering_labels.delete': async (world) => ({ params: { id: await label(world) } }),

  'metering_label_rules.list': () => ({}),
  'metering_label_rules.create': async (world) => ({ body: ruleOf(await label(world)) }),
  'metering_label_rules.show': aMeteringRule,
  'metering_label_rules.delete': aMeteringRule,
}
