/** Bollards, of which there is one a berth: resources that have one of the five operations only. */
import { attribute } from '../../src/kernel/attributes/attribute.ts'
import { attributeOperations } from '../../src/kernel/attributes/operations.ts'
import type { Paging } from '../../src/kernel/attributes/resource.ts'
import { attributeTable } from '../../src/kernel/attributes/table.ts'
import { string, uuid } from '../../src/kernel/attributes/types.ts'
import { operationFor } from '../../src/kernel/operation.ts'
import { policyRule } from '../../src/kernel/policy.ts'
import { listBerths } from './berths.store.ts'
import { berthNotFound, visibleBerths } from './berths.ts'

/** No operation names it. */
export const BOLLARD_RULE = policyRule({ name: 'get_bollard', check: '' })

function bollards(age: 'old' | 'new', paging: Paging) {
  const collection = `${age}_bollards`
  const path = `/${age}-bollards`
  const table = attributeTable(
    { resource: 'bollard', collection, path, extension: 'bollards' },
    {
      id: attribute({ type: uuid(), filter: true, sort: true }),
      name: attribute({ type: string(), filter: true, sort: true }),
    },
  )
  return attributeOperations(operationFor<undefined>(), table, {
    operations: ['list'],
    rules: { show: BOLLARD_RULE },
    visible: visibleBerths,
    missing: berthNotFound,
    paging,
    list: ({ tx }, request) => listBerths(tx, request),
  })
}

export const bollardOperations = [...bollards('old', 'emulated'), ...bollards('new', 'none')]
