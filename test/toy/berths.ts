/** Operations of berths: what the resource adds to its table. */
import { attributeOperations } from '../../src/kernel/attributes/operations.ts'
import type { RequestContext } from '../../src/kernel/context.ts'
import { conflict, notFound, type Fault } from '../../src/kernel/faults.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import type { Condition } from '../../src/kernel/lists/conditions.ts'
import { operationFor } from '../../src/kernel/operation.ts'
import { policyRule } from '../../src/kernel/policy.ts'
import { changeBerth, deleteBerth, findBerth, insertBerths, listBerths } from './berths.store.ts'
import { BERTHS } from './berths.table.ts'

const OWNER = 'role:admin or (role:member and project_id:%(project_id)s)'

const RULES = {
  create: policyRule({ name: 'create_berth', check: OWNER }),
  show: policyRule({ name: 'get_berth', check: `${OWNER} or 1:%(shared)s or True:%(shared)s` }),
  update: policyRule({ name: 'update_berth', check: OWNER }),
  delete: policyRule({ name: 'delete_berth', check: OWNER }),
}

/** Everybody sees what is shared. */
const shared: Condition = { kind: 'in', column: 'shared', values: [1] }

export function visibleBerths(ctx: RequestContext): readonly Condition[] {
  if (ctx.isAdmin) return []
  const own: Condition = { kind: 'in', column: 'project_id', values: [ctx.projectId] }
  return [{ kind: 'any', of: [own, shared] }]
}

export function berthNotFound(id: string): Fault {
  return notFound(`Berth ${id} could not be found.`, { type: 'BerthNotFound' })
}

export const berthOperations = attributeOperations(operationFor<undefined>(), BERTHS, {
  rules: RULES,
  errors: [409],
  visible: visibleBerths,
  missing: berthNotFound,
  paging: 'strict',
  find: ({ tx }, id, visible, lock) => findBerth(tx, id, visible, lock),
  list: ({ tx }, request) => listBerths(tx, request),
  async create({ tx }, items) {
    const made = items.map((item) => ({
      ...item,
      options: item.options ?? null,
      code: item.code ?? '',
      id: systemIds.uuid(),
      status: 'FREE',
      revision_number: 0,
    }))
    await insertBerths(tx, made)
    // A rule of the resource, which comes when something is written already.
    if (made.some(({ name }) => name === 'rock')) throw conflict('A rock.', { type: 'BerthOnRock' })
    return made
  },
  update: ({ tx }, now, changes) => changeBerth(tx, now, changes),
  delete: ({ tx }, now) => deleteBerth(tx, now),
})
