/**
 * Makes a group with the rules that templates say, which count as any others do. Source:
 * openstack/neutron neutron/db/securitygroups_db.py (create_security_group).
 */
import type { Tx } from '../../storage/database.ts'
import { addressGroupRows } from '../address-groups/address-groups.store.ts'
import { PARENT } from '../default-security-group-rules/default-rules.ts'
import { templatesFor, type Template } from '../default-security-group-rules/templates.store.ts'
import type { NetworkCall } from '../operation.ts'
import { takeQuota } from '../quotas/take-quota.usecase.ts'
import { insertRules } from '../security-group-rules/insert-rules.store.ts'
import { secondsNow } from '../times.ts'
import { securityGroupRows, type SecurityGroupRow } from './security-groups.store.ts'

interface NewGroup {
  readonly name: string
  readonly description: string
  readonly project_id: string
  readonly stateful: boolean
  readonly isDefault: boolean
}

/** @throws Fault 409 OverQuota */
export async function newGroup(call: NetworkCall, group: NewGroup): Promise<SecurityGroupRow> {
  const { tx, env } = call
  const { isDefault, project_id: owner, ...given } = group
  const templates = await usableTemplates(tx, isDefault)
  const wanted = { projectId: owner, count: templates.length }
  await takeQuota(call, { ...wanted, resource: 'security_group_rule' })
  const at = secondsNow(env.clock)
  const row = {
    ...{ id: env.ids.uuid(), ...given, project_id: owner, default_of: isDefault ? owner : null },
    ...{ tags: [], created_at: at, updated_at: at, revision_number: 1 },
  }
  await securityGroupRows.insert(tx, [row])
  const rules = templates.map((template) => ({
    ...template,
    id: env.ids.uuid(),
    remote_group_id: template.remote_group_id === PARENT ? row.id : template.remote_group_id,
    description: null,
  }))
  await insertRules(tx, row, rules, at)
  return row
}

/** Those whose remote group is still there; it stays until the unit ends. */
async function usableTemplates(tx: Tx, isDefault: boolean): Promise<Template[]> {
  const usable = []
  for (const template of await templatesFor(tx, isDefault)) {
    const { remote_group_id: groupId, remote_address_group_id: addressGroupId } = template
    const isGone =
      (groupId !== null &&
        groupId !== PARENT &&
        (await securityGroupRows.find(tx, groupId, [], 'stay')) === undefined) ||
      (addressGroupId !== null &&
        (await addressGroupRows.find(tx, addressGroupId, [], 'stay')) === undefined)
    if (!isGone) usable.push(template)
  }
  return usable
}
