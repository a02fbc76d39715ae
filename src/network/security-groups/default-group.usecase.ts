/**
 * The default group of a project, which is made by the first call that needs it. Source:
 * openstack/neutron neutron/db/securitygroups_db.py (_ensure_default_security_group).
 */
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { NetworkCall } from '../operation.ts'
import { newGroup } from './new-group.usecase.ts'
import { defaultGroupId, lockDefaultGroup } from './security-groups.store.ts'
import { CREATE_DEFAULT_SECURITY_GROUP } from './security-groups.policies.ts'
import { DEFAULT_DESCRIPTION, DEFAULT_NAME } from './security-groups.ts'

/**
 * The id of the default group of a project, made where there is none, in a unit that writes. Undefined
 * for no project, and where the caller may not have it made, whether it is there or not.
 * @throws Fault 409 OverQuota, where the project may not have its rules
 */
export async function defaultGroup(
  call: NetworkCall,
  projectId: string | undefined,
): Promise<string | undefined> {
  const { tx } = call
  if (!mayHave(call, projectId)) return undefined
  const found = await defaultGroupId(tx, projectId)
  if (found !== undefined) return found
  // Who comes second waits here, and finds the other's.
  await lockDefaultGroup(tx, projectId)
  const others = await defaultGroupId(tx, projectId)
  if (others !== undefined) return others
  const made = await newGroup(call, {
    ...{ name: DEFAULT_NAME, description: DEFAULT_DESCRIPTION, project_id: projectId },
    ...{ stateful: true, isDefault: true },
  })
  return made.id
}

/** The same for calls that read: makes it in a unit of its own. */
export async function requireDefaultGroup(
  call: NetworkCall,
  projectId: string | undefined,
): Promise<void> {
  if (!mayHave(call, projectId)) return
  if ((await defaultGroupId(call.tx, projectId)) !== undefined) return
  await call.env.database.write((tx) => defaultGroup({ ...call, tx }, projectId))
}

/** Whose default group a list needs: that of the project that a filter names first, or the caller's. */
export function projectAsked(
  { ctx }: NetworkCall,
  { conditions }: ListRequest,
): string | undefined {
  const { projectId } = ctx.token
  if (projectId === undefined) return undefined
  for (const one of conditions) {
    if (one.kind !== 'in') continue
    if (one.column === 'project_id' || one.column === 'tenant_id') return String(one.values[0])
  }
  return projectId
}

function mayHave({ ctx }: NetworkCall, projectId: string | undefined): projectId is string {
  return !!projectId && ctx.allows(CREATE_DEFAULT_SECURITY_GROUP, { project_id: projectId })
}
