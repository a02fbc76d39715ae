import { accessOperations } from '../../kernel/families/access.ts'
import { conflict, notFound } from '../../kernel/faults.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { requireProject } from '../projects.usecase.ts'
import { flavorProjects } from './flavors.store.ts'
import { flavorWithProjects } from './flavors.usecase.ts'
import { ADD_ACCESS, LIST_ACCESS, REMOVE_ACCESS } from './policies.ts'

/** Source: nova/api/openstack/compute/flavor_access.py. */
export const flavorAccessOperations = accessOperations(operation, {
  resource: 'flavors',
  what: 'a private flavor',
  path: '/flavors/{flavor_id}',
  list: 'os-flavor-access',
  root: 'flavor_access',
  columns: { type: 'flavor_id', project: 'tenant_id' },
  actions: { add: 'addTenantAccess', remove: 'removeTenantAccess' },
  grantee: 'tenant',
  rules: { list: LIST_ACCESS, add: ADD_ACCESS, remove: REMOVE_ACCESS },
  query: NO_QUERY,
  target: flavorWithProjects,
  id: ({ id }) => id,
  projects({ is_public, projects }) {
    if (is_public === 1) throw notFound('Access list not available for public flavors.')
    return projects
  },
  refuseToAdd: requireProject,
  async add({ tx, ctx }, { id, serial, is_public }, project) {
    if (is_public === 1 && ctx.version >= MV.ACCESS_OF_PRIVATE_FLAVORS) {
      throw conflict('Can not add access to a public flavor.')
    }
    if (await flavorProjects.add(tx, id, project)) return
    throw conflict(
      `Flavor access already exists for flavor ${serial} and project ${project} combination.`,
    )
  },
  // Of a project that is gone, too.
  async remove({ tx }, { id, serial }, project) {
    if (await flavorProjects.remove(tx, id, project)) return
    throw notFound(`Flavor access not found for ${serial} / ${project} combination.`)
  },
  projectsNow: (tx, { id }) => flavorProjects.of(tx, id),
})
