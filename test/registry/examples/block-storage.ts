import { backupExamples } from './block-storage-backups.ts'
import { snapshotExamples } from './block-storage-snapshots.ts'
import { volume } from './made-volume.ts'
import { groupExamples, groupTypeExamples, transferExamples } from './block-storage-groups.ts'
import { operatorExamples } from './block-storage-operators.ts'
import { plain, type Example, type Examples, type World } from '../world.ts'

async function volumeWithKey(world: World): Promise<Example> {
  const { params } = await volume(world, { key: 'value' })
  return { params: { ...params, key: 'key' } }
}

/** @param isPublic a private one is seen by administrators, and by projects with access */
async function type(world: World, isPublic = true): Promise<Example> {
  const body = {
    volume_type: {
      name: world.fresh('type'),
      'os-volume-type-access:is_public': isPublic,
      extra_specs: { 'RESKEY:availability_zones': 'nova' },
    },
  }
  const made = await world.call('block-storage', 'POST', '/v3/types', { body })
  return { params: { volume_type_id: made.volume_type.id } }
}

async function typeWithAccess(world: World): Promise<Example> {
  const { params } = await type(world, false)
  const path = `/v3/types/${params!['volume_type_id']}/action`
  const body = { addProjectAccess: { project: world.otherProjectId } }
  await world.call('block-storage', 'POST', path, { body })
  return { params: params! }
}

const typeWithSpec = async (world: World): Promise<Example> => {
  const { params } = await type(world)
  return { params: { ...params, key: 'RESKEY:availability_zones' } }
}

const defaultOf = (world: World): Example => ({
  params: { target_project_id: world.owner.projectId },
})

async function withDefault(world: World): Promise<Example> {
  const { params } = await type(world)
  const { projectId } = world.owner
  await world.call('block-storage', 'PUT', `/v3/default-types/${projectId}`, {
    body: { default_type: { volume_type: params!['volume_type_id'] } },
    version: '3.62',
  })
  return defaultOf(world)
}

async function encryptedType(world: World): Promise<Example> {
  const { params } = await type(world)
  const path = `/v3/types/${params!['volume_type_id']}/encryption`
  const made = await world.call('block-storage', 'POST', path, { body: ENCRYPTION })
  return { params: { ...params, encryption_id: made.encryption.encryption_id } }
}

const ENCRYPTION = { encryption: { provider: 'luks', control_location: 'front-end' } }

/** @param associated does a volume type refer to it? */
async function qos(world: World, associated = false): Promise<Example> {
  const made = await world.call('block-storage', 'POST', '/v3/qos-specs', {
    body: { qos_specs: { name: world.fresh('qos'), delay: '1' } },
  })
  const { id } = made.qos_specs
  const { params } = await type(world)
  const query = `?vol_type_id=${params!['volume_type_id']}`
  if (associated) {
    const path = `/v3/qos-specs/${id}/associate${query}`
    await world.call('block-storage', 'GET', path, {})
  }
  return { params: { qos_specs_id: id }, query }
}

const ownQuota = (world: World): Example => ({
  params: { target_project_id: world.owner.projectId },
})
const quotaClass = (): Example => ({ params: { quota_class_name: 'default' } })
const onService = (extra: object) => async (world: World) => {
  const { services } = await world.call('block-storage', 'GET', '/v3/os-services')
  const { host, binary } = services.find((item: any) => item.binary === 'cinder-volume')
  return { body: { host, binary, ...extra } }
}

/** The host of a backend, as its service and the pools name it. */
async function backend(world: World): Promise<string> {
  const { services } = await world.call('block-storage', 'GET', '/v3/os-services')
  return services.find((item: any) => item.binary === 'cinder-volume').host
}

async function hostName(world: World): Promise<string> {
  const { hosts } = await world.call('block-storage', 'GET', '/v3/os-hosts')
  return hosts[0].host_name
}

export const blockStorageExamples: Examples = {
  ...transferExamples,
  ...groupTypeExamples,
  ...groupExamples,
  ...operatorExamples,
  ...backupExamples,
  ...snapshotExamples,
  'versions.list': plain,
  'versions.list_head': plain,
  'versions.show': plain,
  'versions.show_head': plain,
  'versions.show_slash': plain,
  'versions.show_slash_head': plain,
  'volumes.list': plain,
  'volumes.detail': plain,
  'volumes.summary': plain,
  'volumes.show': (world) => volume(world),
  'volumes.create': (world) => ({ body: { volume: { size: 1, name: world.fresh('volume') } } }),
  'volumes.update': async (world) => ({
    ...(await volume(world)),
    body: { volume: { name: world.fresh('renamed') } },
  }),
  'volumes.delete': (world) => volume(world),
  'volumes.extend': async (world) => ({
    ...(await volume(world)),
    body: { 'os-extend': { new_size: 2 } },
  }),
  'volumes.reset_status': async (world) => ({
    ...(await volume(world)),
    body: { 'os-reset_status': { status: 'error' } },
  }),
  'volumes.metadata.list': (world) => volume(world),
  'volumes.metadata.show': volumeWithKey,
  'volumes.metadata.create': async (world) => ({
    ...(await volume(world)),
    body: { metadata: { key1: 'val1' } },
  }),
  'volumes.metadata.replace': async (world) => ({
    ...(await volume(world)),
    body: { metadata: { key1: 'val1' } },
  }),
  'volumes.metadata.set': async (world) => ({
    ...(await volumeWithKey(world)),
    body: { meta: { key: 'other' } },
  }),
  'volumes.metadata.delete': volumeWithKey,
  'volumes.show_encryption': (world) => volume(world),
  'limits.show': plain,
  'volume_types.list': plain,
  'volume_types.show_default': plain,
  'volume_types.show': (world) => type(world),
  'volume_types.create': (world) => ({ body: { volume_type: { name: world.fresh('type') } } }),
  'volume_types.update': async (world) => ({
    ...(await type(world)),
    body: { volume_type: { name: world.fresh('renamed') } },
  }),
  'volume_types.delete': (world) => type(world),
  'volume_types.list_access': (world) => type(world, false),
  'volume_types.add_access': async (world) => ({
    ...(await type(world, false)),
    body: { addProjectAccess: { project: world.otherProjectId } },
  }),
  'volume_types.remove_access': async (world) => ({
    ...(await typeWithAccess(world)),
    body: { removeProjectAccess: { project: world.otherProjectId } },
  }),
  'volume_types.list_extra_specs': (world) => type(world),
  'volume_types.create_extra_specs': async (world) => ({
    ...(await type(world)),
    body: { extra_specs: { colour: 'blue' } },
  }),
  'volume_types.show_extra_spec': typeWithSpec,
  'volume_types.update_extra_spec': async (world) => ({
    ...(await typeWithSpec(world)),
    body: { 'RESKEY:availability_zones': 'elsewhere' },
  }),
  'volume_types.delete_extra_spec': typeWithSpec,
  'volume_types.show_encryption': (world) => type(world),
  'volume_types.show_encryption_key': async (world) => {
    const { volume_type_id = '' } = (await encryptedType(world)).params!
    return { params: { volume_type_id, key: 'provider' } }
  },
  'volume_types.create_encryption': async (world) => ({
    ...(await type(world)),
    body: ENCRYPTION,
  }),
  'volume_types.update_encryption': async (world) => ({
    ...(await encryptedType(world)),
    body: { encryption: { key_size: 256 } },
  }),
  'volume_types.delete_encryption': encryptedType,
  'qos_specs.list': plain,
  'qos_specs.create': (world) => ({ body: { qos_specs: { name: world.fresh('qos') } } }),
  'qos_specs.show': async (world) => ({ params: (await qos(world)).params! }),
  'qos_specs.update': async (world) => ({
    params: (await qos(world)).params!,
    body: { qos_specs: { delay: '2' } },
  }),
  'qos_specs.delete_keys': async (world) => ({
    params: (await qos(world)).params!,
    body: { keys: ['delay'] },
  }),
  'qos_specs.delete': async (world) => ({ params: (await qos(world)).params! }),
  'qos_specs.associations': async (world) => ({ params: (await qos(world, true)).params! }),
  'qos_specs.associate': (world) => qos(world),
  'qos_specs.disassociate': (world) => qos(world, true),
  'qos_specs.disassociate_all': async (world) => ({ params: (await qos(world, true)).params! }),
  'extensions.list': plain,
  'extensions.show': () => ({ params: { alias: 'os-quota-sets' } }),
  'availability_zones.list': plain,
  'services.list': plain,
  'services.enable': onService({}),
  'services.disable': onService({}),
  'services.disable_log_reason': onService({ disabled_reason: 'rebuilding' }),
  'default_types.list': plain,
  'default_types.show': withDefault,
  'default_types.set': async (world) => ({
    ...defaultOf(world),
    body: { default_type: { volume_type: (await type(world)).params!['volume_type_id'] } },
  }),
  'default_types.unset': withDefault,
  'quota_sets.show': ownQuota,
  'quota_sets.defaults': ownQuota,
  'quota_sets.update': (world) => ({
    ...ownQuota(world),
    body: { quota_set: { volumes: 10_000 } },
  }),
  'quota_sets.delete': ownQuota,
  'quota_class_sets.show': quotaClass,
  'quota_class_sets.update': () => ({
    ...quotaClass(),
    body: { quota_class_set: { volumes: 10_000 } },
  }),
  'hosts.list': plain,
  'hosts.show': async (world) => ({ params: { host_name: await hostName(world) } }),
  'scheduler_stats.get_pools': plain,
  'capabilities.show': async (world) => ({ params: { host_name: await backend(world) } }),
}
