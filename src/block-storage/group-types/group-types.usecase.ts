import { target } from '../operation.ts'
import type { Seeding } from '../volume-types/default-type.usecase.ts'
import {
  CONSISTENCY_GROUP_TYPE,
  groupTypeNotFound,
  visibleGroupTypes,
  type GroupType,
} from './group-type.ts'
import { findGroupType, groupSpecs, hasGroupTypes, insertUnlessThere } from './group-types.store.ts'

/** The group type that a path names, looked up after the policy was asked. */
export const groupTypeTarget = target<GroupType, Readonly<Record<string, string>>>({
  load: (tx, { ctx, params, lock }) =>
    findGroupType(tx, params['group_type_id']!, visibleGroupTypes(ctx), lock),
  missing: (params) => groupTypeNotFound(params['group_type_id']!),
  whenMissing: 'last',
})

/**
 * Makes the type of consistency groups in a cloud without group types, as cinder's database migrations
 * do. Several processes may start together: one of them makes it.
 */
export async function seedGroupType({ database, clock, ids }: Seeding): Promise<void> {
  if (await database.read(hasGroupTypes)) return
  const type = {
    id: ids.uuid(),
    name: CONSISTENCY_GROUP_TYPE,
    description: 'Default group type for migrating cgsnapshot',
    is_public: 1,
    created_at: clock.isoNow(),
    updated_at: null,
  }
  await database.write(async (tx) => {
    if (!(await insertUnlessThere(tx, type))) return
    await groupSpecs.write(tx, type.id, { consistent_group_snapshot_enabled: '<is> True' })
  })
}
