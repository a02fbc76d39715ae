import { specOperations } from '../../kernel/families/specs.ts'
import { badRequest, notFound } from '../../kernel/faults.ts'
import { operation } from '../operation.ts'
import { SPECS_WITHOUT_SPACES } from '../parameters.ts'
import { extraSpecs, isInUse } from './extra-specs.store.ts'
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

export const extraSpecOperations = specOperations(operation, {
  resource: 'volume_types',
  what: 'a volume type',
  spec: 'extra_spec',
  path: '/types/{volume_type_id}/extra_specs',
  key: 'key',
  success: { delete: 202 },
  rules: {
    list: LIST_SPECS,
    show: GET_SPEC,
    create: CREATE_SPECS,
    update: UPDATE_SPEC,
    delete: DELETE_SPEC,
  },
  target: typeAfterPolicy,
  targetOfDelete: typeTarget,
  sent: SPECS_WITHOUT_SPACES,
  shown: (type, ctx) => specsFor(type, ctx.allows(READ_SENSITIVE)),
  // What a type is made of must not change under the volumes that are.
  async refuseChange({ tx, params }) {
    if (!(await isInUse(tx, params['volume_type_id']!))) return
    throw badRequest('Volume Type is currently in use.')
  },
  refuseSpecs: refuseCacheableMultiattach,
  noSuchKey: (params, key) =>
    notFound(`Volume Type ${params['volume_type_id']} has no extra specs with key ${key}.`),
  write: (tx, { id }, specs) => extraSpecs.write(tx, id, specs),
  remove: (tx, { id }, key) => extraSpecs.remove(tx, id, key),
})
