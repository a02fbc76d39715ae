import { plain, type Example, type Examples, type World } from '../world.ts'

const SMALL = { ram: 64, vcpus: 1, disk: 1 }
const SPECS = { colour: 'blue' }

async function flavor(world: World, isPublic = true): Promise<Example> {
  const access = { 'os-flavor-access:is_public': isPublic }
  const body = { flavor: { name: world.fresh('flavor'), ...SMALL, ...access } }
  const made = await world.call('compute', 'POST', '/v2.1/flavors', { body })
  return { params: { flavor_id: made.flavor.id } }
}

async function flavorWithSpec(world: World): Promise<Example> {
  const { params } = await flavor(world)
  const path = `/v2.1/flavors/${params!['flavor_id']}/os-extra_specs`
  await world.call('compute', 'POST', path, { body: { extra_specs: SPECS } })
  return { params: { ...params, flavor_extra_spec_key: 'colour' } }
}

async function flavorWithAccess(world: World): Promise<Example> {
  const made = await flavor(world, false)
  const body = { addTenantAccess: { tenant: world.otherProjectId } }
  const path = `/v2.1/flavors/${made.params!['flavor_id']}/action`
  await world.call('compute', 'POST', path, { body })
  return made
}

export const flavorExamples: Examples = {
  'flavors.list': plain,
  'flavors.detail': plain,
  'flavors.create': (world) => ({ body: { flavor: { name: world.fresh('flavor'), ...SMALL } } }),
  'flavors.show': (world) => flavor(world),
  'flavors.update': async (world) => ({
    ...(await flavor(world)),
    body: { flavor: { description: 'small' } },
  }),
  'flavors.delete': (world) => flavor(world),
  'flavors.list_access': (world) => flavor(world, false),
  'flavors.add_access': async (world) => ({
    ...(await flavor(world, false)),
    body: { addTenantAccess: { tenant: world.otherProjectId } },
  }),
  'flavors.remove_access': async (world) => ({
    ...(await flavorWithAccess(world)),
    body: { removeTenantAccess: { tenant: world.otherProjectId } },
  }),
  'flavors.list_extra_specs': (world) => flavor(world),
  'flavors.create_extra_specs': async (world) => ({
    ...(await flavor(world)),
    body: { extra_specs: SPECS },
  }),
  'flavors.show_extra_spec': flavorWithSpec,
  'flavors.update_extra_spec': async (world) => ({
    ...(await flavorWithSpec(world)),
    body: { colour: 'red' },
  }),
  'flavors.delete_extra_spec': flavorWithSpec,
}
