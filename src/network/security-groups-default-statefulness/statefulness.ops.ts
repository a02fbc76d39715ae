import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { conflict, notFound } from '../../kernel/faults.ts'
import { ADMIN_OR_MANAGER, ADMIN_OR_READER } from '../base-rules.ts'
import { operation } from '../operation.ts'
import { resourceRules } from '../policies.ts'
import { secondsNow } from '../times.ts'
import { ownOr } from '../visibility.ts'
import { lockScope, scopeOf, settingRows, type Setting } from './statefulness.store.ts'
import { STATEFULNESS } from './statefulness.table.ts'

export const statefulnessOperations = attributeOperations(operation, STATEFULNESS, {
  bulk: false,
  // Source: openstack/neutron neutron/conf/policies/security_groups_default_statefulness.py.
  rules: resourceRules(STATEFULNESS, {
    create: ADMIN_OR_MANAGER,
    show: ADMIN_OR_READER,
    update: ADMIN_OR_MANAGER,
    delete: ADMIN_OR_MANAGER,
  }),
  errors: { create: [409] },
  visible: (ctx) => ownOr(ctx),
  missing: (id) =>
    notFound(`Security group default statefulness ${id} could not be found.`, {
      type: 'SecurityGroupDefaultStatefulnessNotFound',
    }),
  find: ({ tx }, id, visible, lock) => settingRows.find(tx, id, visible, lock),
  list: ({ tx }, request) => settingRows.list(tx, request),
  async create({ tx, env }, posted) {
    const made = []
    for (const one of posted) {
      const scope = scopeOf(one.project_id)
      await lockScope(tx, scope)
      if ((await settingRows.having(tx, 'scope', [scope])).length > 0) {
        const whose = one.project_id ?? 'system-wide'
        throw conflict(
          `A security group default statefulness setting already exists for project '${whose}'.`,
          { type: 'SecurityGroupDefaultStatefulnessAlreadyExists' },
        )
      }
      const updated = { revision_number: 0, updated_at: secondsNow(env.clock) }
      made.push({ ...one, ...updated, id: env.ids.uuid(), scope })
    }
    await settingRows.insert(tx, made)
    return made
  },
  update: ({ tx, env }, now, changes) => {
    return settingRows.change(tx, now as Setting, changes, secondsNow(env.clock))
  },
  delete: ({ tx }, { id }) => settingRows.remove(tx, [id]),
})
