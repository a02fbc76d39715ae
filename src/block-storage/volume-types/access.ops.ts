import { Type as T } from 'typebox'
import { badRequest, conflict, notFound } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { grantAccess, revokeAccess } from './access.store.ts'
import { ADD_ACCESS, LIST_ACCESS, REMOVE_ACCESS } from './policies.ts'
import type { VolumeType } from './volume-types.ts'
import { typeAfterPolicy } from './volume-types.usecase.ts'

const list = operation({
  id: 'volume_types.list_access',
  method: 'GET',
  path: '/types/{volume_type_id}/os-volume-type-access',
  summary: 'List the projects that may use a private volume type',
  policy: LIST_ACCESS,
  target: typeAfterPolicy,
  query: NO_PARAMETERS,
  response: {
    200: closed({
      volume_type_access: T.Array(closed({ volume_type_id: T.String(), project_id: T.String() })),
    }),
  },
  errors: [403, 404],
  handle({ target: { id, isPublic, projects } }) {
    if (isPublic) throw notFound('Access list not available for public volume types.')
    return {
      volume_type_access: projects.map((project_id) => ({
        volume_type_id: id,
        project_id,
      })),
    }
  },
})

const GRANT = closed({ project: T.String({ minLength: 1, maxLength: 255 }) })

/** @throws 400 where the type is everybody's already */
function refusePublic(type: VolumeType): void {
  if (type.isPublic) {
    throw badRequest(
      'Invalid volume type: Type access modification is not applicable to public volume type.',
    )
  }
}

const add = operation({
  id: 'volume_types.add_access',
  method: 'POST',
  path: '/types/{volume_type_id}/action',
  action: 'addProjectAccess',
  summary: 'Let a project use a private volume type',
  policy: ADD_ACCESS,
  target: typeAfterPolicy,
  lock: 'stay',
  body: closed({ addProjectAccess: GRANT }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404, 409],
  async handle({ tx, target, params: { volume_type_id: id }, body }) {
    const { project } = body.addProjectAccess
    refusePublic(target)
    if (!(await grantAccess(tx, id, project))) {
      throw conflict(`Volume type access for ${id} / ${project} combination already exists.`)
    }
  },
})

const remove = operation({
  id: 'volume_types.remove_access',
  method: 'POST',
  path: '/types/{volume_type_id}/action',
  action: 'removeProjectAccess',
  summary: 'Stop a project from using a private volume type',
  policy: REMOVE_ACCESS,
  target: typeAfterPolicy,
  lock: 'stay',
  body: closed({ removeProjectAccess: GRANT }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, target, params: { volume_type_id: id }, body }) {
    const { project } = body.removeProjectAccess
    refusePublic(target)
    if (!(await revokeAccess(tx, id, project))) {
      throw notFound(`Volume type access not found for ${id} / ${project} combination.`)
    }
  },
})

export const typeAccessOperations = [list, add, remove]
