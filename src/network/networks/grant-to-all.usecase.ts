import type { NetworkCall } from '../operation.ts'
import { EVERYBODY, type Access } from '../rbac/grants.ts'
import { insertGrants } from '../rbac/grants.store.ts'

/** Lets all projects do something with an object: the policy that `shared` and `router:external` make. */
export async function grantToAll(
  { tx, env }: NetworkCall,
  { id, project_id: owner }: { readonly id: string; readonly project_id: string },
  action: Access,
  type = 'network',
): Promise<void> {
  const object = { object_type: type, object_id: id }
  const target = { action, target_project: EVERYBODY }
  await insertGrants(tx, [{ id: env.ids.uuid(), project_id: owner, ...object, ...target }])
}
