import { plain, type Example, type Examples, type World } from '../world.ts'

const ofProject = ({ owner }: World): Example => ({ params: { tenant_id: owner.projectId } })
const ofClass = (): Example => ({ params: { quota_class: 'gold' } })

const GROUP = { policy: 'anti-affinity', rules: { max_server_per_host: 2 } }

/** A group of the owner. */
async function group(world: World): Promise<Example> {
  const { server_group: made } = await world.call('compute', 'POST', '/v2.1/os-server-groups', {
    as: world.owner,
    version: '2.64',
    body: { server_group: { name: world.fresh('group'), ...GROUP } },
  })
  return { params: { server_group_id: made.id } }
}

export const computeQuotaExamples: Examples = {
  'limits.show': plain,
  'quota_sets.show': ofProject,
  'quota_sets.detail': ofProject,
  'quota_sets.defaults': ofProject,
  'quota_sets.update': (world) => ({
    ...ofProject(world),
    body: { quota_set: { injected_files: 7, force: true } },
    version: '2.35',
  }),
  'quota_sets.delete': (world) => ({ ...ofProject(world), query: '?user_id=nobody' }),
  'quota_class_sets.show': ofClass,
  'quota_class_sets.update': () => ({ ...ofClass(), body: { quota_class_set: { cores: 7 } } }),
  'server_groups.list': plain,
  'server_groups.create': (world) => ({
    body: { server_group: { name: world.fresh('group'), ...GROUP } },
  }),
  'server_groups.show': group,
  'server_groups.delete': group,
}
