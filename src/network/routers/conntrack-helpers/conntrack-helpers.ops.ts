import { attributeOperations } from '../../../kernel/attributes/operations.ts'
import type { Parent } from '../../../kernel/attributes/resource.ts'
import type { Condition } from '../../../kernel/lists/conditions.ts'
import type { Item } from '../../../kernel/attributes/table.ts'
import { among } from '../../../kernel/lists/request.ts'
import { routerNotFound } from '../../faults.ts'
import { operation, type NetworkEnv } from '../../operation.ts'
import { lockedRouter } from '../routers.store.ts'
import { conntrackHelperRules } from './conntrack-helpers.policies.ts'
import { conntrackHelperRows, type ConntrackHelperRow } from './conntrack-helpers.store.ts'
import { CONNTRACK_HELPERS, type ConntrackHelperAttributes } from './conntrack-helpers.table.ts'
import { conntrackHelperNotFound, type ConntrackHelper } from './conntrack-helpers.ts'
import { createHelpers, deleteHelper, updateHelper } from './conntrack-helpers.usecase.ts'

type Stored = Item<ConntrackHelperAttributes> & ConntrackHelperRow

interface NamedRouter {
  readonly id: string
  readonly owner: string
  readonly isThere: boolean
}

/**
 * Upstream looks for the router only to make something of it. So one that is not there has no
 * helpers, and those who may see none are told no more of one that is.
 */
const router: Parent<NetworkEnv, NamedRouter> = {
  path: '/routers/{router_id}',
  async find({ tx, ctx }, id, lock) {
    const row = await lockedRouter(tx, id, lock && 'turn')
    const owner = row?.project_id ?? ctx.token.projectId ?? ''
    return { id: row?.id ?? id, owner, isThere: row !== undefined }
  },
  owner: ({ owner }) => owner,
}

const of = ({ id }: NamedRouter): Condition[] => [{ kind: 'in', column: 'router_id', values: [id] }]

export const conntrackHelperOperations = attributeOperations(operation, CONNTRACK_HELPERS, {
  parent: router,
  rules: conntrackHelperRules,
  errors: [404],
  visible: () => [],
  missing: conntrackHelperNotFound,
  async find({ tx, parent }, id) {
    const row = await conntrackHelperRows.find(tx, id, of(parent))
    return row && { ...row, project_id: parent.owner }
  },
  async list({ tx, parent }, request) {
    const rows = await conntrackHelperRows.list(tx, among(request, of(parent)))
    return rows.map((row) => ({ ...row, project_id: parent.owner }))
  },
  async create(call, items) {
    const { id, isThere, owner } = call.parent
    if (!isThere) throw routerNotFound(id)
    const made = await createHelpers(call, id, items as readonly ConntrackHelper[])
    return made.map((row) => ({ ...row, project_id: owner }))
  },
  async update(call, now, changes) {
    const row = await updateHelper(call, now as Stored, changes as Partial<ConntrackHelper>)
    return { ...now, ...row }
  },
  delete: (call, now) => deleteHelper(call, now as Stored),
})
