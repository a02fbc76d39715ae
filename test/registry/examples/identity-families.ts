import { plain, type Example, type Examples, type World } from '../world.ts'

async function made(world: World, kind: string, attributes: object = {}): Promise<string> {
  const body = { [kind]: { name: world.fresh(kind), ...attributes } }
  return (await world.call('identity', 'POST', `/v3/${kind}s`, { body }))[kind].id
}

async function taggedProject(world: World): Promise<Example> {
  const id = await made(world, 'project', { domain_id: 'default', tags: ['blue'] })
  return { params: { project_id: id, value: 'blue' } }
}

async function otherTag(world: World): Promise<Example> {
  const { params } = await taggedProject(world)
  return { params: { ...params, value: 'green' } }
}

type Place = 'project' | 'domain'
type Actor = 'user' | 'group'

/** A role that holds below a project or domain. */
async function inherited(
  world: World,
  place: Place,
  actor: Actor,
  there: boolean,
): Promise<Example> {
  const inDefault = { domain_id: 'default' }
  const ids = {
    place: place === 'domain' ? 'default' : await made(world, 'project', inDefault),
    actor: await made(world, actor, inDefault),
    role: await made(world, 'role'),
  }
  const path =
    `/v3/OS-INHERIT/${place}s/${ids.place}/${actor}s/${ids.actor}/roles/${ids.role}` +
    '/inherited_to_projects'
  if (there) await world.call('identity', 'PUT', path)
  return {
    params: { [`${place}_id`]: ids.place, [`${actor}_id`]: ids.actor, role_id: ids.role },
  }
}

function inheritedExamples(place: Place, actor: Actor): Examples {
  const example = (there: boolean) => (world: World) => inherited(world, place, actor, there)
  const prefix = `inherited_${place}_${actor}_roles`
  return {
    ...(place === 'domain' && { [`${prefix}.list`]: example(true) }),
    [`${prefix}.check`]: example(true),
    [`${prefix}.assign`]: example(false),
    [`${prefix}.unassign`]: example(true),
  }
}

async function newRegisteredLimit(world: World) {
  const service_id = await made(world, 'service', { type: 'something' })
  return { service_id, resource_name: world.fresh('resource'), default_limit: 5 }
}

async function registered(world: World): Promise<{ id: string; of: object }> {
  const { default_limit, ...of } = await newRegisteredLimit(world)
  const body = { registered_limits: [{ ...of, default_limit }] }
  const got = await world.call('identity', 'POST', '/v3/registered_limits', { body })
  return { id: got.registered_limits[0].id, of }
}

const registeredLimit = async (world: World): Promise<Example> => ({
  params: { registered_limit_id: (await registered(world)).id },
})

async function newLimit(world: World) {
  const { of } = await registered(world)
  return { limits: [{ ...of, project_id: world.owner.projectId, resource_limit: 7 }] }
}

async function limit(world: World): Promise<Example> {
  const body = await newLimit(world)
  const got = await world.call('identity', 'POST', '/v3/limits', { body })
  return { params: { limit_id: got.limits[0].id } }
}

async function config(world: World): Promise<Example> {
  const domain_id = await made(world, 'domain')
  const body = { config: { ldap: { url: 'ldap://here' } } }
  await world.call('identity', 'PUT', `/v3/domains/${domain_id}/config`, { body })
  return { params: { domain_id, group: 'ldap', option: 'url' } }
}

function configExamples(suffix: string, changes: object): Examples {
  return {
    [`domain_configs.show${suffix}`]: config,
    [`domain_configs.show_default${suffix}`]: config,
    [`domain_configs.update${suffix}`]: async (world) => ({
      ...(await config(world)),
      body: { config: changes },
    }),
    [`domain_configs.delete${suffix}`]: config,
  }
}

const security = (): Example => ({ params: { domain_id: 'default', option: 'password_regex' } })

/** Tags, inherited roles, limits, revocations, configurations of domains. */
export const familiesExamples: Examples = {
  'project_tags.list': taggedProject,
  'project_tags.check': taggedProject,
  'project_tags.replace': async (world) => ({
    ...(await taggedProject(world)),
    body: { tags: ['green'] },
  }),
  'project_tags.clear': taggedProject,
  'project_tags.add': otherTag,
  'project_tags.remove': taggedProject,
  ...inheritedExamples('project', 'user'),
  ...inheritedExamples('project', 'group'),
  ...inheritedExamples('domain', 'user'),
  ...inheritedExamples('domain', 'group'),
  'domain_configs.create': async (world) => ({
    ...(await config(world)),
    body: { config: { ldap: { url: 'ldap://there' } } },
  }),
  ...configExamples('', { ldap: { url: 'ldap://there' } }),
  ...configExamples('_group', { ldap: { url: 'ldap://there' } }),
  ...configExamples('_option', { url: 'ldap://there' }),
  'domain_configs.show_security': security,
  'domain_configs.show_security_option': security,
  'registered_limits.list': plain,
  'registered_limits.show': registeredLimit,
  'registered_limits.create': async (world) => ({
    body: { registered_limits: [await newRegisteredLimit(world)] },
  }),
  'registered_limits.update': async (world) => ({
    ...(await registeredLimit(world)),
    body: { registered_limit: { default_limit: 6 } },
  }),
  'registered_limits.delete': registeredLimit,
  'limits.list': plain,
  'limits.show_model': plain,
  'limits.show': limit,
  'limits.create': async (world) => ({ body: await newLimit(world) }),
  'limits.update': async (world) => ({
    ...(await limit(world)),
    body: { limit: { resource_limit: 8 } },
  }),
  'limits.delete': limit,
  'revocations.list': plain,
}
