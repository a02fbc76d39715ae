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

/** Tags, inherited roles, revocations. */
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
  'revocations.list': plain,
}
