import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { requireAddressGroup } from '../address-groups/require-address-group.usecase.ts'
import { operation, type NetworkCall } from '../operation.ts'
import { ADMIN } from '../base-rules.ts'
import { resourceRule } from '../policies.ts'
import { canonicalRule, refuseRepeated } from '../security-group-rules/security-group-rules.ts'
import { securityGroupRows } from '../security-groups/security-groups.store.ts'
import { securityGroupNotFound } from '../security-groups/security-groups.ts'
import {
  PARENT,
  REPEATED_TEMPLATE,
  templateNotFound,
  type PostedTemplate,
} from './default-rules.ts'
import { DEFAULT_RULES } from './default-security-group-rules.table.ts'
import { lockTemplates, templateRows, templatesFor, type Template } from './templates.store.ts'

/** Source: openstack/neutron neutron/conf/policies/default_security_group_rules.py. */
const TEMPLATE = {
  resource: 'default_security_group_rule',
  path: '/default-security-group-rules',
} as const

/** It belongs to no project. */
const shown = (template: Template) => ({ ...template, project_id: '' })

export const defaultRuleOperations = attributeOperations(operation, DEFAULT_RULES, {
  operations: ['list', 'show', 'create', 'delete'],
  bulk: false,
  rules: {
    create: resourceRule(TEMPLATE, 'create', ADMIN),
    show: resourceRule(TEMPLATE, 'get', 'role:reader'),
    delete: resourceRule(TEMPLATE, 'delete', ADMIN),
  },
  errors: { create: [409] },
  visible: () => [],
  missing: templateNotFound,
  async find({ tx }, id, visible, lock) {
    const template = await templateRows.find(tx, id, visible, lock)
    return template && shown(template)
  },
  list: async ({ tx }, request) => (await templateRows.list(tx, request)).map(shown),
  create: async (call, posted) => {
    const made = []
    for (const one of posted) made.push(shown(await createTemplate(call, one)))
    return made
  },
  delete: ({ tx }, { id }) => templateRows.remove(tx, [id]),
})

/** Of those for the default group alone it is not asked whether there is another. */
async function createTemplate(call: NetworkCall, posted: PostedTemplate): Promise<Template> {
  const { tx, env } = call
  const { project_id: projectId, ...rule } = canonicalRule(posted)
  await lockTemplates(tx)
  refuseRepeated([rule], await templatesFor(tx, false), REPEATED_TEMPLATE)
  const { remote_group_id: groupId, remote_address_group_id: addressGroupId } = rule
  if (groupId !== null && groupId !== PARENT) {
    if ((await securityGroupRows.find(tx, groupId)) === undefined) {
      throw securityGroupNotFound(groupId)
    }
  }
  if (addressGroupId !== null) await requireAddressGroup(call, addressGroupId, projectId)
  const template = { ...rule, id: env.ids.uuid() }
  await templateRows.insert(tx, [template])
  return template
}
