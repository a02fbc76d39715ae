import { plain, type Example, type Examples, type World } from '../world.ts'
import { volume } from './made-volume.ts'

/** A backup of a volume of the owner that is available. */
async function backup(world: World): Promise<Example> {
  const { params } = await volume(world)
  const made = await world.call('block-storage', 'POST', '/v3/backups', {
    as: world.owner,
    body: { backup: { ...params, name: world.fresh('backup') } },
  })
  await world.cloud.settled()
  return { params: { backup_id: made.backup.id } }
}

/** The record of a backup that is gone. */
async function backupRecord(world: World): Promise<Example> {
  const { params } = await backup(world)
  const path = `/v3/backups/${params!['backup_id']}`
  const body = await world.call('block-storage', 'GET', `${path}/export_record`)
  await world.call('block-storage', 'DELETE', path)
  await world.cloud.settled()
  return { body }
}

/** Of backups of volumes. */
export const backupExamples: Examples = {
  'backups.list': plain,
  'backups.detail': plain,
  'backups.show': backup,
  'backups.create': async (world) => {
    const { params } = await volume(world)
    return { body: { backup: { ...params, name: world.fresh('backup') } } }
  },
  'backups.update': async (world) => ({
    ...(await backup(world)),
    body: { backup: { name: world.fresh('renamed') } },
  }),
  'backups.delete': backup,
  'backups.restore': async (world) => ({
    ...(await backup(world)),
    body: { restore: (await volume(world)).params! },
  }),
  'backups.reset_status': async (world) => ({
    ...(await backup(world)),
    body: { 'os-reset_status': { status: 'error' } },
  }),
  'backups.force_delete': async (world) => ({
    ...(await backup(world)),
    body: { 'os-force_delete': {} },
  }),
  'backups.export_record': backup,
  'backups.import_record': backupRecord,
}
