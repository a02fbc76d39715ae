import { plain, type Example, type Examples, type World } from '../world.ts'

/** A volume of the owner that is available. */
async function volume(world: World): Promise<string> {
  const body = { volume: { size: 1, name: world.fresh('volume') } }
  const as = world.owner
  const made = await world.call('block-storage', 'POST', '/v3/volumes', { as, body })
  await world.cloud.settled()
  return made.volume.id
}

const newTransfer = async (world: World): Promise<Example> => ({
  body: { transfer: { volume_id: await volume(world) } },
})

/** A volume of the owner that is on offer. */
async function transfer(world: World): Promise<Example> {
  const { body } = await newTransfer(world)
  const send = { as: world.owner, body: body as object }
  const made = await world.call('block-storage', 'POST', '/v3/os-volume-transfer', send)
  const { id, auth_key } = made.transfer
  return { params: { transfer_id: id }, body: { accept: { auth_key } } }
}

const offered = async (world: World): Promise<Example> => ({
  params: (await transfer(world)).params!,
})

export const transferExamples: Examples = {
  'transfers.list': plain,
  'transfers.detail': plain,
  'transfers.show': offered,
  'transfers.create': newTransfer,
  'transfers.accept': transfer,
  'transfers.delete': offered,
  'volume_transfers.list': plain,
  'volume_transfers.detail': plain,
  'volume_transfers.show': offered,
  'volume_transfers.create': newTransfer,
  'volume_transfers.accept': transfer,
  'volume_transfers.delete': offered,
}

/** @param specs of the type, of which the first is named by the path */
async function groupType(world: World, specs: Record<string, string> = {}): Promise<Example> {
  const group_type = { name: world.fresh('group-type'), group_specs: specs }
  const send = { body: { group_type }, version: '3.11' }
  const made = await world.call('block-storage', 'POST', '/v3/group_types', send)
  const [key] = Object.keys(specs)
  return { params: { group_type_id: made.group_type.id, ...(key !== undefined && { key }) } }
}

const withSpec = (world: World): Promise<Example> => groupType(world, { key: 'value' })

export const groupTypeExamples: Examples = {
  'group_types.list': plain,
  'group_types.show_default': plain,
  'group_types.show': (world) => groupType(world),
  'group_types.create': (world) => ({ body: { group_type: { name: world.fresh('group-type') } } }),
  'group_types.update': async (world) => ({
    ...(await groupType(world)),
    body: { group_type: { name: world.fresh('renamed') } },
  }),
  'group_types.delete': (world) => groupType(world),
  'group_types.list_group_specs': (world) => groupType(world),
  'group_types.show_group_spec': withSpec,
  'group_types.create_group_specs': async (world) => ({
    ...(await groupType(world)),
    body: { group_specs: { colour: 'blue' } },
  }),
  'group_types.update_group_spec': async (world) => ({
    ...(await withSpec(world)),
    body: { key: 'other' },
  }),
  'group_types.delete_group_spec': withSpec,
}

const newGroup = async (world: World): Promise<Example> => ({
  body: {
    group: {
      name: world.fresh('group'),
      group_type: (await groupType(world)).params!['group_type_id'],
      volume_types: ['__DEFAULT__'],
    },
  },
})

/** A group of the owner that is available. */
async function group(world: World): Promise<Example> {
  const { body } = await newGroup(world)
  const send = { as: world.owner, body: body as object, version: '3.13' }
  const made = await world.call('block-storage', 'POST', '/v3/groups', send)
  await world.cloud.settled()
  return { params: { group_id: made.group.id } }
}

/** The same with a volume in it. */
async function filledGroup(world: World): Promise<string> {
  const { params } = await group(world)
  const group_id = params!['group_id']!
  const body = { volume: { size: 1, group_id, volume_type: '__DEFAULT__' } }
  const send = { as: world.owner, body, version: '3.13' }
  await world.call('block-storage', 'POST', '/v3/volumes', send)
  await world.cloud.settled()
  return group_id
}

const newGroupSnapshot = async (world: World): Promise<Example> => ({
  body: { group_snapshot: { group_id: await filledGroup(world) } },
})

/** A snapshot of a group of the owner that is available. */
async function groupSnapshot(world: World): Promise<Example> {
  const { body } = await newGroupSnapshot(world)
  const send = { as: world.owner, body: body as object, version: '3.14' }
  const made = await world.call('block-storage', 'POST', '/v3/group_snapshots', send)
  await world.cloud.settled()
  return { params: { group_snapshot_id: made.group_snapshot.id } }
}

const toGroup = (body: object) => async (world: World) => ({ ...(await group(world)), body })

/** An action on a group whose types say that it is kept in two places. */
async function replicated(world: World, action: string, enabled = false): Promise<Example> {
  const spec = '<is> True'
  const { params } = await groupType(world, { consistent_group_replication_enabled: spec })
  const volume_type = { name: world.fresh('type'), extra_specs: { replication_enabled: spec } }
  await world.call('block-storage', 'POST', '/v3/types', { body: { volume_type } })
  const made = { group_type: params!['group_type_id'], volume_types: [volume_type.name] }
  const as = { as: world.owner, version: '3.38' }
  const { group: owned } = await world.call('block-storage', 'POST', '/v3/groups', {
    ...{ ...as, body: { group: made } },
  })
  await world.cloud.settled()
  const path = `/v3/groups/${owned.id}/action`
  const reset = { reset_status: { status: 'available' } }
  await world.call('block-storage', 'POST', path, { body: reset, version: '3.38' })
  const begin = { ...as, body: { enable_replication: {} } }
  if (enabled) await world.call('block-storage', 'POST', path, begin)
  return { params: { group_id: owned.id }, body: { [action]: {} } }
}

/** The deprecated calls act on every group, under names of their own. */
const asConsistencyGroup = ({ params }: Example): Example => ({
  params: { consistencygroup_id: params!['group_id']! },
})

const asCgsnapshot = ({ params }: Example): Example => ({
  params: { cgsnapshot_id: params!['group_snapshot_id']! },
})

export const groupExamples: Examples = {
  'groups.list': plain,
  'groups.detail': plain,
  'groups.show': (world) => group(world),
  'groups.create': newGroup,
  'groups.update': toGroup({ group: { description: 'changed' } }),
  'groups.delete': toGroup({ delete: {} }),
  'groups.reset_status': toGroup({ reset_status: { status: 'error' } }),
  'groups.create_from_src': async (world) => ({
    body: { 'create-from-src': { source_group_id: await filledGroup(world) } },
  }),
  'groups.enable_replication': (world) => replicated(world, 'enable_replication'),
  'groups.disable_replication': (world) => replicated(world, 'disable_replication', true),
  'groups.failover_replication': (world) => replicated(world, 'failover_replication', true),
  'groups.list_replication_targets': (world) => replicated(world, 'list_replication_targets'),
  'group_snapshots.list': plain,
  'group_snapshots.detail': plain,
  'group_snapshots.show': (world) => groupSnapshot(world),
  'group_snapshots.create': newGroupSnapshot,
  'group_snapshots.delete': (world) => groupSnapshot(world),
  'group_snapshots.reset_status': async (world) => ({
    ...(await groupSnapshot(world)),
    body: { reset_status: { status: 'error' } },
  }),
  'consistencygroups.list': plain,
  'consistencygroups.detail': plain,
  'consistencygroups.show': async (world) => asConsistencyGroup(await group(world)),
  'consistencygroups.create': (world) => ({
    body: { consistencygroup: { name: world.fresh('group'), volume_types: '__DEFAULT__' } },
  }),
  'consistencygroups.create_from_src': async (world) => ({
    body: { 'consistencygroup-from-src': { source_cgid: await filledGroup(world) } },
  }),
  'consistencygroups.delete': async (world) => ({
    ...asConsistencyGroup(await group(world)),
    body: { consistencygroup: { force: true } },
  }),
  'consistencygroups.update': async (world) => ({
    ...asConsistencyGroup(await group(world)),
    body: { consistencygroup: { name: world.fresh('renamed') } },
  }),
  'cgsnapshots.list': plain,
  'cgsnapshots.detail': plain,
  'cgsnapshots.show': async (world) => asCgsnapshot(await groupSnapshot(world)),
  'cgsnapshots.create': async (world) => ({
    body: { cgsnapshot: { consistencygroup_id: await filledGroup(world) } },
  }),
  'cgsnapshots.delete': async (world) => asCgsnapshot(await groupSnapshot(world)),
}
