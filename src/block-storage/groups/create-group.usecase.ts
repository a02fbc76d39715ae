import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import { getGroupTypeByNameOrId } from '../group-types/group-types.store.ts'
import { visibleGroupTypes, type GroupType } from '../group-types/group-type.ts'
import type { BlockStorageEnv } from '../operation.ts'
import { reserve } from '../quota-sets/quota-sets.store.ts'
import { ZONE, zonesOf } from '../services/services.ts'
import { listServices } from '../services/services.store.ts'
import { getTypeByNameOrId } from '../volume-types/volume-types.store.ts'
import type { VolumeType } from '../volume-types/volume-types.ts'
import { candidatePools } from '../volumes/placement.ts'
import { poolAllocations } from '../volumes/pools.store.ts'
import { invalidInput } from '../volumes/volume.ts'
import type { VolumeToMake } from '../volumes/volumes.jobs.ts'
import { GROUP_CREATION } from './group-actions.ts'
import { stripped, type Group } from './group.ts'
import { CREATE_GROUP } from './groups.jobs.ts'
import { insertGroup } from './groups.store.ts'

/** What a client says of a group to be made. */
export interface NewGroup {
  readonly name?: string | null
  readonly description?: string | null
  /** Names or ids. */
  readonly volume_types: readonly string[]
  readonly availability_zone?: string | null
}

/**
 * Takes quota, chooses a backend that has all the types, and leaves the rest to a job.
 * @param type of the group @throws 400, 404, 413
 */
export async function createGroup(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  type: GroupType,
  asked: NewGroup,
): Promise<Group> {
  // Whoever makes a group may name any volume type, and learns in the end whether volumes may have it.
  const viewer = { isAdmin: true, projectId: undefined }
  const types: VolumeType[] = []
  for (const identity of asked.volume_types) {
    const found = await getTypeByNameOrId(tx, viewer, identity)
    if (!types.some(({ id }) => id === found.id)) types.push(found)
  }
  const zone = await zoneOf(tx, env, asked.availability_zone ?? ZONE)
  const group = await storeGroup(tx, ctx, env, {
    ...{ name: stripped(asked.name), description: stripped(asked.description) },
    ...{ availability_zone: zone, host: await hostFor(tx, env, zone, types) },
    ...{ type, volumeTypes: types.map(({ id }) => id) },
    ...{ group_snapshot_id: null, source_group_id: null },
  })
  await beginMaking(tx, ctx, env, group, [])
  return group
}

/** @throws 404 */
export function typeOfNewGroup(tx: Tx, ctx: RequestContext, identity: string): Promise<GroupType> {
  return getGroupTypeByNameOrId(tx, identity.trim(), visibleGroupTypes(ctx))
}

type Described = Pick<
  Group,
  | 'name'
  | 'description'
  | 'availability_zone'
  | 'host'
  | 'group_snapshot_id'
  | 'source_group_id'
  | 'volumeTypes'
> & { readonly type: Pick<GroupType, 'id' | 'name'> }

/** Takes quota and writes the rows. @throws 413 */
export async function storeGroup(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { type, volumeTypes, ...described }: Described,
): Promise<Group> {
  await reserve(tx, { projectId: ctx.projectId, amounts: { groups: 1 } })
  const group = {
    id: env.ids.uuid(),
    project_id: ctx.projectId,
    user_id: ctx.userId,
    ...described,
    ...GROUP_CREATION.at,
    group_type_id: type.id,
    replication_status: 'disabled' as const,
    created_at: env.clock.isoNow(),
    updated_at: null,
  }
  await insertGroup(tx, group, volumeTypes)
  return { ...group, group_type: type.name, volumeTypes }
}

/** Leaves the rest to a job. @param volumes that it begins with */
export async function beginMaking(
  tx: Tx,
  ctx: RequestContext,
  env: BlockStorageEnv,
  { id, host }: Group,
  volumes: VolumeToMake[],
): Promise<void> {
  const payload = { id, hasHost: host !== null, volumes }
  await env.jobs.enqueue(tx, CREATE_GROUP, { resourceId: id, payload, requestId: ctx.requestId })
}

/** @throws 400 */
async function zoneOf(tx: Tx, env: BlockStorageEnv, zone: string): Promise<string> {
  const zones = zonesOf(await listServices(tx, env)).map(({ name }) => name)
  if (zone === ZONE || zones.includes(zone)) return zone
  throw invalidInput(`Availability zone '${zone}' is invalid.`)
}

/** The pool with the most room that suits every type; null where none does. */
async function hostFor(
  tx: Tx,
  env: BlockStorageEnv,
  zone: string,
  types: readonly VolumeType[],
): Promise<string | null> {
  const services = await listServices(tx, env)
  const allocated = await poolAllocations(tx)
  const pools = types.reduce((left, type) => {
    const wanted = { sizeGib: 0, zones: [zone], preferred: null, specs: type.extraSpecs }
    return candidatePools(left, allocated, services, wanted)
  }, env.volumes.pools)
  return pools[0]?.name ?? null
}
