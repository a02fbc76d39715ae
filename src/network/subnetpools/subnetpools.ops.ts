import { Type as T } from 'typebox'
import { memberAction } from '../../kernel/attributes/member-action.ts'
import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { requireRevision } from '../../kernel/attributes/revisions.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Lock } from '../../kernel/target.ts'
import { closed } from '../../kernel/view.ts'
import { subnetPoolNotFound } from '../faults.ts'
import { operation, type NetworkCall } from '../operation.ts'
import { completedPools, shownChange, shownPool } from './completed-pools.usecase.ts'
import { createSubnetpools } from './create-subnetpools.usecase.ts'
import { deleteSubnetpool } from './delete-subnetpool.usecase.ts'
import { onboard } from './onboard.usecase.ts'
import { networkIdIn, prefixesIn } from './subnetpool-actions.ts'
import {
  addPrefixesRule,
  onboardRule,
  removePrefixesRule,
  subnetpoolRules,
} from './subnetpools.policies.ts'
import { subnetpoolRows } from './subnetpools.store.ts'
import { SUBNETPOOLS } from './subnetpools.table.ts'
import { visiblePools, type Pool } from './subnetpools.ts'
import { removePrefixes, updateSubnetpool } from './update-subnetpool.usecase.ts'

async function find(
  call: NetworkCall,
  id: string,
  visible: readonly Condition[],
  lock: Lock | undefined,
): Promise<Pool | undefined> {
  const row = await subnetpoolRows.find(call.tx, id, visible, lock)
  return row && (await completedPools(call, [row]))[0]
}

const resource = {
  rules: subnetpoolRules,
  visible: visiblePools,
  missing: subnetPoolNotFound,
  find,
}

const five = attributeOperations(operation, SUBNETPOOLS, {
  ...resource,
  errors: { create: [404, 409], update: [404, 409] },
  bulk: false,
  async find(call, id, visible, lock) {
    const pool = await find(call, id, visible, lock)
    // What is only shown is as it is shown.
    return pool && lock === undefined ? shownPool(pool) : pool
  },
  async list(call, request) {
    const rows = await subnetpoolRows.list(call.tx, request)
    return (await completedPools(call, rows)).map(shownPool)
  },
  create: async (call, posted) => (await createSubnetpools(call, posted)).map(shownPool),
  update: async (call, now, changes) => shownChange(await updateSubnetpool(call, now, changes)),
  delete: deleteSubnetpool,
})

const prefixes = closed({ prefixes: T.Array(T.String()) })

const addPrefixes = memberAction(operation, SUBNETPOOLS, resource, {
  name: 'add_prefixes',
  method: 'PUT',
  summary: 'Add prefixes to a pool of subnets',
  rule: addPrefixesRule,
  body: prefixes,
  response: prefixes,
  errors: [409],
  async handle(call, now, body) {
    const all = [...now.prefixes, ...prefixesIn(body)]
    return { prefixes: (await updateSubnetpool(call, now, { prefixes: all })).prefixes }
  },
})

const removePrefixesOperation = memberAction(operation, SUBNETPOOLS, resource, {
  name: 'remove_prefixes',
  method: 'PUT',
  summary: 'Take prefixes from a pool of subnets',
  rule: removePrefixesRule,
  body: prefixes,
  response: prefixes,
  errors: [],
  async handle(call, now, body) {
    return { prefixes: await removePrefixes(call, now, prefixesIn(body)) }
  },
})

const onboardOperation = memberAction(
  operation,
  SUBNETPOOLS,
  // The pool is locked once its network is.
  { ...resource, find: (call, id, visible) => find(call, id, visible, undefined) },
  {
    name: 'onboard_network_subnets',
    method: 'PUT',
    summary: 'Take the subnets of a network into a pool',
    rule: onboardRule,
    body: closed({ network_id: T.String() }),
    response: T.Array(closed({ id: T.String(), cidr: T.String() })),
    errors: [409],
    async handle(call, now, body) {
      const { pool, subnets } = await onboard(call, now.id, networkIdIn(body))
      requireRevision(call.ctx, pool)
      return subnets
    },
  },
)

export const subnetpoolOperations = [
  ...five,
  addPrefixes,
  removePrefixesOperation,
  onboardOperation,
]
