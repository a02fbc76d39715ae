/** Bollards, of which there is one a berth: a resource that has one of the five operations only. */
import { attribute } from '../../src/kernel/attributes/attribute.ts'
import { attributeOperations } from '../../src/kernel/attributes/operations.ts'
import { attributeTable } from '../../src/kernel/attributes/table.ts'
import { string, uuid } from '../../src/kernel/attributes/types.ts'
import { operationFor } from '../../src/kernel/operation.ts'
import { policyRule } from '../../src/kernel/policy.ts'
import { listBerths } from './berths.store.ts'
import { berthNotFound, visibleBerths } from './berths.ts'

const BOLLARDS = attributeTable(
  { resource: 'bollard', collection: 'bollards', path: '/old-bollards', extension: 'bollards' },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({ type: string(), filter: true, sort: true }),
  },
)

/** No operation names it. */
export const BOLLARD_RULE = policyRule({ name: 'get_bollard', check: '' })

export const bollardOperations = attributeOperations(operationFor<undefined>(), BOLLARDS, {
  operations: ['list'],
  rules: { show: BOLLARD_RULE },
  visible: visibleBerths,
  missing: berthNotFound,
  strangeMarker: 'empty',
  list: ({ tx }, request) => listBerths(tx, request),
})
