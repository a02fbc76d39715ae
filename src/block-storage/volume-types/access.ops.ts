import { accessOperations } from '../../kernel/families/access.ts'
import { badRequest, conflict, notFound } from '../../kernel/faults.ts'
import { operation } from '../operation.ts'
import { typeAccess } from './access.store.ts'
import { ADD_ACCESS, LIST_ACCESS, REMOVE_ACCESS } from './policies.ts'
import type { VolumeType } from './volume-types.ts'
import { typeAfterPolicy } from './volume-types.usecase.ts'

/** @throws 400 where the type is everybody's already */
function refusePublic(type: VolumeType): void {
  if (type.isPublic) {
    throw badRequest(
      'Invalid volume type: Type access modification is not applicable to public volume type.',
    )
  }
}

export const typeAccessOperations = accessOperations(operation, {
  resource: 'volume_types',
  what: 'a private volume type',
  path: '/types/{volume_type_id}',
  list: 'os-volume-type-access',
  root: 'volume_type_access',
  columns: { type: 'volume_type_id', project: 'project_id' },
  actions: { add: 'addProjectAccess', remove: 'removeProjectAccess' },
  grantee: 'project',
  rules: { list: LIST_ACCESS, add: ADD_ACCESS, remove: REMOVE_ACCESS },
  target: typeAfterPolicy,
  id: ({ id }) => id,
  projects({ isPublic, projects }) {
    if (isPublic) throw notFound('Access list not available for public volume types.')
    return projects
  },
  async add({ tx }, type, project) {
    refusePublic(type)
    if (!(await typeAccess.add(tx, type.id, project))) {
      throw conflict(`Volume type access for ${type.id} / ${project} combination already exists.`)
    }
  },
  async remove({ tx }, type, project) {
    refusePublic(type)
    if (!(await typeAccess.remove(tx, type.id, project))) {
      throw notFound(`Volume type access not found for ${type.id} / ${project} combination.`)
    }
  },
})
