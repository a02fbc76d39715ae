/**
 * Makes a group with the rules that templates say, which count as any others do. Source:
 * openstack/neutron neutron/db/securitygroups_db.py (create_security_group).
 */
import { PARENT } from '../default-security-group-rules/default-rules.ts'
import { templatesFor } from '../default-security-group-rules/templates.store.ts'
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
  const templates = await templatesFor(tx, isDefault)
  const wanted = {
    projectId: owner,
    resource: 'security_group_rule',
    count: templates.length,
  } as const
  await takeQuota(call, wanted)
  const at = secondsNow(env.clock)
  const row = {
    ...{ id: env.ids.uuid(), ...given, project_id: owner, default_of: isDefault ? owner : null },
    ...{ tags: [], created_at: at, updated_at: at, revision_number: 1 },
  }
  await securityGroupRows.insert(tx, [row])
  const rules = templates.map(({ remote_group_id: remote, ...template }) => ({
    ...template,
    id: env.ids.uuid(),
    remote_group_id: remote === PARENT ? row.id : remote,
    description: null,
  }))
  await insertRules(tx, row, rules, at)
  return row
}
