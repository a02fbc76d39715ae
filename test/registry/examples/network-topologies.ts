import type { Example, Examples, World } from '../world.ts'

/** Makes it unless there is one of that name. */
async function ensure(world: World, collection: string, resource: string, attributes: object) {
  const name = 'for auto-allocated topologies'
  const path = `/v2.0/${collection}`
  const found = await world.call('network', 'GET', `${path}?name=${encodeURIComponent(name)}`)
  if (found[collection].length > 0) return
  await world.call('network', 'POST', path, { body: { [resource]: { name, ...attributes } } })
}

/** That of the owner's project, which can be made. */
async function topology(world: World): Promise<Example> {
  await ensure(world, 'networks', 'network', { 'router:external': true, is_default: true })
  const sizes = { prefixes: ['10.96.0.0/16'], default_prefixlen: 26 }
  await ensure(world, 'subnetpools', 'subnetpool', { ...sizes, is_default: true, shared: true })
  return { params: { project_id: world.owner.projectId } }
}

export const topologyExamples: Examples = {
  'auto_allocated_topologies.show': topology,
  'auto_allocated_topologies.delete': topology,
}
