/** Operations of fenders, which belong to berths, and an action on one. */
import { Type as T } from 'typebox'
import { memberAction } from '../../src/kernel/attributes/member-action.ts'
import { attributeOperations } from '../../src/kernel/attributes/operations.ts'
import type { Parent } from '../../src/kernel/attributes/resource.ts'
import { notFound } from '../../src/kernel/faults.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { operationFor } from '../../src/kernel/operation.ts'
import { policyRule } from '../../src/kernel/policy.ts'
import { closed } from '../../src/kernel/view.ts'
import { findBerth } from './berths.store.ts'
import type { Berth } from './berths.table.ts'
import { berthNotFound, visibleBerths } from './berths.ts'
import {
  changeFender,
  deleteFender,
  findFender,
  insertFender,
  listFenders,
} from './fenders.store.ts'
import { FENDERS, type Fender } from './fenders.table.ts'

const OF_OWNER = 'project_id:%(ext_parent:project_id)s'
const SEEN = `role:admin or role:reader and ${OF_OWNER} or role:member and ${OF_OWNER}`
const MINE = `role:admin or role:member and ${OF_OWNER}`

const RULES = {
  create: policyRule({ name: 'create_berth_fender', check: MINE }),
  show: policyRule({ name: 'get_berth_fender', check: SEEN }),
  update: policyRule({ name: 'update_berth_fender', check: MINE }),
  delete: policyRule({ name: 'delete_berth_fender', check: MINE }),
}

const berth: Parent<undefined, Berth> = {
  path: '/berths/{berth_id}',
  find: ({ tx, ctx }, id, lock) => findBerth(tx, id, visibleBerths(ctx), lock),
  missing: berthNotFound,
  owner: ({ project_id: owner }) => owner,
}

const NOW = '2026-11-28T09:12:06Z'

const resource = {
  parent: berth,
  rules: RULES,
  visible: () => [],
  missing: (id: string, params: Readonly<Record<string, string>>) =>
    notFound(`Fender ${id} of berth ${params['berth_id']} could not be found.`, {
      type: 'FenderNotFound',
    }),
}

const operation = operationFor<undefined>()

export const fenderOperations = [
  ...attributeOperations(operation, FENDERS, {
    ...resource,
    find: ({ tx, parent }, id, visible, lock) => findFender(tx, parent.id, id, visible, lock),
    list: ({ tx, parent }, request) => listFenders(tx, parent.id, request),
    factsOfNew: async ({ ctx }, items) =>
      items.map(({ name }) => ({ giver: name === 'gift' ? ctx.projectId : 'nobody' })),
    facts: ({ name }) => ({ dealer: `dealer of ${name}` }),
    async create({ tx, parent }, items) {
      const made = items.map((item): Fender => ({
        ...item,
        id: systemIds.uuid(),
        own: true,
        created_at: NOW,
        updated_at: NOW,
        revision_number: 0,
      }))
      for (const one of made) await insertFender(tx, parent.id, one)
      return made
    },
    async update({ tx }, now, changes) {
      const changed = { ...now, ...changes, revision_number: now.revision_number + 1 }
      await changeFender(tx, changed)
      return changed
    },
    delete: ({ tx }, { id }) => deleteFender(tx, id),
  }),
  memberAction(
    operation,
    FENDERS,
    {
      ...resource,
      find: ({ tx, parent }, id, visible, lock) => findFender(tx, parent.id, id, visible, lock),
    },
    {
      name: 'squeeze',
      method: 'PUT',
      summary: 'Squeeze a fender',
      rule: policyRule({ name: 'squeeze', check: 'role:member' }),
      body: T.Object({}),
      response: closed({ squeezed: T.String(), by: T.Unknown(), berth: T.String() }),
      errors: [400],
      handle: async ({ parent }, { id }, body) => ({
        squeezed: id,
        by: body ?? null,
        berth: parent.id,
      }),
    },
  ),
]
