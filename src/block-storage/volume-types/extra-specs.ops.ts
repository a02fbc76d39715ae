import { badRequest, notFound } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { operation } from '../operation.ts'
import { ONE_SPEC, SPECS_WITHOUT_SPACES } from '../parameters.ts'
import { deleteSpec, isInUse, upsertSpecs } from './extra-specs.store.ts'
import {
  CREATE_SPECS,
  DELETE_SPEC,
  GET_SPEC,
  LIST_SPECS,
  READ_SENSITIVE,
  UPDATE_SPEC,
} from './policies.ts'
import { refuseCacheableMultiattach, specsFor } from './volume-types.ts'
import { typeAfterPolicy, typeTarget } from './volume-types.usecase.ts'
import { specsSchema } from './volume-types.view.ts'

const SPECS = '/types/{volume_type_id}/extra_specs'
const SPEC = '/types/{volume_type_id}/extra_specs/{key}'

/** What a type is made of must not change under the volumes that are. @throws 400 */
async function refuseInUse(tx: Tx, typeId: string): Promise<void> {
  if (await isInUse(tx, typeId)) throw badRequest('Volume Type is currently in use.')
}

function specNotFound(typeId: string, key: string): Error {
  return notFound(`Volume Type ${typeId} has no extra specs with key ${key}.`)
}

const list = operation({
  id: 'volume_types.list_extra_specs',
  method: 'GET',
  path: SPECS,
  summary: 'List the extra specs of a volume type',
  policy: LIST_SPECS,
  target: typeAfterPolicy,
  response: { 200: closed({ extra_specs: specsSchema }) },
  errors: [403, 404],
  handle: ({ ctx, target }) => ({ extra_specs: specsFor(target, ctx.allows(READ_SENSITIVE)) }),
})

const create = operation({
  id: 'volume_types.create_extra_specs',
  method: 'POST',
  path: SPECS,
  summary: 'Set extra specs of a volume type',
  policy: CREATE_SPECS,
  target: typeAfterPolicy,
  body: closed({ extra_specs: SPECS_WITHOUT_SPACES }),
  response: { 200: closed({ extra_specs: specsSchema }) },
  errors: [400, 403, 404],
  refuse: ({ tx, params }) => refuseInUse(tx, params.volume_type_id),
  async handle({ tx, target, body }) {
    refuseCacheableMultiattach(target, body.extra_specs)
    await upsertSpecs(tx, target.id, body.extra_specs)
    return body
  },
})

const show = operation({
  id: 'volume_types.show_extra_spec',
  method: 'GET',
  path: SPEC,
  summary: 'Show one extra spec of a volume type',
  policy: GET_SPEC,
  target: typeAfterPolicy,
  response: { 200: specsSchema },
  errors: [403, 404],
  handle({ ctx, target, params: { volume_type_id: id, key } }) {
    const shown = specsFor(target, ctx.allows(READ_SENSITIVE))
    if (!Object.hasOwn(shown, key)) throw specNotFound(id, key)
    return Object.fromEntries([[key, shown[key]]])
  },
})

const update = operation({
  id: 'volume_types.update_extra_spec',
  method: 'PUT',
  path: SPEC,
  summary: 'Set one extra spec of a volume type',
  policy: UPDATE_SPEC,
  target: typeAfterPolicy,
  body: ONE_SPEC,
  response: { 200: specsSchema },
  errors: [400, 403, 404],
  refuse: ({ tx, params }) => refuseInUse(tx, params.volume_type_id),
  async handle({ tx, target, params: { key }, body }) {
    if (!Object.hasOwn(body, key)) throw badRequest('Request body and URI mismatch')
    refuseCacheableMultiattach(target, body)
    await upsertSpecs(tx, target.id, body)
    return body
  },
})

const remove = operation({
  id: 'volume_types.delete_extra_spec',
  method: 'DELETE',
  path: SPEC,
  summary: 'Remove an extra spec of a volume type',
  policy: DELETE_SPEC,
  target: typeTarget,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, params: { key }, target: { id } }) {
    await refuseInUse(tx, id)
    if (!(await deleteSpec(tx, id, key))) throw specNotFound(id, key)
  },
})

export const extraSpecOperations = [list, create, show, update, remove]
