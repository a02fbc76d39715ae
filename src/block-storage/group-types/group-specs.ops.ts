import { specOperations } from '../../kernel/families/specs.ts'
import { notFound } from '../../kernel/faults.ts'
import { operation } from '../operation.ts'
import { SPECS_WITHOUT_SPACES } from '../parameters.ts'
import {
  CREATE_SPECS,
  DELETE_SPEC,
  GET_SPEC,
  LIST_SPECS,
  UPDATE_SPEC,
} from './group-types.policies.ts'
import { groupSpecs } from './group-types.store.ts'
import { groupTypeTarget } from './group-types.usecase.ts'

export const groupSpecOperations = specOperations(operation, {
  resource: 'group_types',
  what: 'a group type',
  spec: 'group_spec',
  path: '/group_types/{group_type_id}/group_specs',
  key: 'key',
  versions: ['3.11'],
  success: { create: 202, delete: 202 },
  rules: {
    list: LIST_SPECS,
    show: GET_SPEC,
    create: CREATE_SPECS,
    update: UPDATE_SPEC,
    delete: DELETE_SPEC,
  },
  target: groupTypeTarget,
  sent: SPECS_WITHOUT_SPACES,
  shown: (type) => Object.fromEntries(type.specs),
  noSuchKey: ({ group_type_id: id }, key, doing) =>
    notFound(
      `Group Type ${id} has no ${doing === 'delete' ? 'specs' : 'extra spec'} with key ${key}.`,
    ),
  write: (tx, { id }, specs) => groupSpecs.write(tx, id, specs),
  remove: (tx, { id }, key) => groupSpecs.remove(tx, id, key),
})
