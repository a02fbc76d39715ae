import type { Example, Examples, World } from '../world.ts'

/** A new policy of the owner's project, who could not make it himself. */
async function policy(world: World): Promise<any> {
  const body = { policy: { name: world.fresh('policy'), project_id: world.owner.projectId } }
  return (await world.call('network', 'POST', '/v2.0/qos/policies', { body })).policy
}

async function aPolicy(world: World): Promise<Example> {
  return { params: { id: (await policy(world)).id } }
}

/** By type: what says all that has to be said. */
const RULES: Readonly<Record<string, object>> = {
  bandwidth_limit: { max_kbps: 1000 },
  dscp_marking: { dscp_mark: 8 },
  minimum_bandwidth: { min_kbps: 10 },
  minimum_packet_rate: { min_kpps: 10 },
  packet_rate_limit: { max_kpps: 10 },
}

function ofRules([type, values]: [string, object]): [string, Examples[string]][] {
  const name = `${type}_rule`
  const ofPolicy = async (world: World) => ({ policy_id: (await policy(world)).id as string })
  const rule = async (world: World): Promise<Example> => {
    const { policy_id: id } = await ofPolicy(world)
    const made = await world.call('network', 'POST', `/v2.0/qos/policies/${id}/${name}s`, {
      body: { [name]: values },
    })
    return { params: { policy_id: id, id: made[name].id } }
  }
  const alias = async (world: World): Promise<Example> => {
    return { params: { id: (await rule(world)).params!['id']! } }
  }
  const ofAlias: [string, Examples[string]][] = [
    [`alias_${name}s.show`, alias],
    [
      `alias_${name}s.update`,
      async (world) => ({ ...(await alias(world)), body: { [`alias_${name}`]: values } }),
    ],
    [`alias_${name}s.delete`, alias],
  ]
  return [
    [`${name}s.list`, async (world) => ({ params: await ofPolicy(world) })],
    [
      `${name}s.create`,
      async (world) => ({ params: await ofPolicy(world), body: { [name]: values } }),
    ],
    [`${name}s.show`, rule],
    [`${name}s.update`, async (world) => ({ ...(await rule(world)), body: { [name]: values } })],
    [`${name}s.delete`, rule],
    ...(type === 'packet_rate_limit' ? [] : ofAlias),
  ]
}

export const qosExamples: Examples = {
  'policies.list': () => ({}),
  'policies.create': (world) => ({ body: { policy: { name: world.fresh('policy') } } }),
  'policies.show': aPolicy,
  'policies.update': async (world) => ({
    ...(await aPolicy(world)),
    body: { policy: { name: 'changed' } },
  }),
  'policies.delete': aPolicy,
  'rule_types.list': () => ({}),
  'rule_types.show': () => ({ params: { rule_type: 'dscp_marking' } }),
  ...Object.fromEntries(Object.entries(RULES).flatMap(ofRules)),
}
