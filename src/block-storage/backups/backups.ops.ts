import { one } from '../../kernel/view.ts'
import { listOperations } from '../families/lists.ops.ts'
import { operation, target } from '../operation.ts'
import { shownTexts, volumeAttributes, volumeNotFound, type Volume } from '../volumes/volume.ts'
import { GET as GET_VOLUME } from '../volumes/volumes.policies.ts'
import { findVolume } from '../volumes/volumes.store.ts'
import { backupAttributes, backupNotFound, type Backup } from './backup.ts'
import { CREATE_BODY, UPDATE_BODY, type NewBackup } from './backup.schemas.ts'
import { CREATE, DELETE, GET, GET_ALL, UPDATE } from './backups.policies.ts'
import { updateBackup } from './backups.store.ts'
import { backupNameView, backupView } from './backups.view.ts'
import { createBackup } from './create-backup.usecase.ts'
import { deleteBackup } from './delete-backup.usecase.ts'
import { backupList } from './filters.ts'
import { countBackups, pageOfBackupNames, pageOfBackups } from './list.store.ts'
import { findVisibleBackup } from './visible-backup.usecase.ts'

export const backupTarget = target<Backup, { readonly backup_id: string }>({
  load: (tx, { ctx, params, lock }) => findVisibleBackup(tx, ctx, params.backup_id, lock),
  missing: ({ backup_id: id }) => backupNotFound(id),
  attributes: backupAttributes,
})

/** The volume that a new backup is of. */
const backedUpVolume = target<Volume, unknown>({
  async load(tx, { ctx, body, lock }) {
    const volume = await findVolume(tx, volumeIn(body), lock)
    return volume && ctx.allows(GET_VOLUME, volumeAttributes(volume)) ? volume : undefined
  },
  missing: (_params, body) => volumeNotFound(volumeIn(body)),
  attributes: volumeAttributes,
})

function volumeIn(body: unknown): string {
  return (body as { backup: NewBackup }).backup.volume_id
}

const lists = listOperations({
  resource: 'backups',
  what: 'backups',
  path: '/backups',
  root: 'backups',
  policy: GET_ALL,
  query: backupList,
  brief: { view: backupNameView, page: pageOfBackupNames },
  detailed: { view: backupView, page: pageOfBackups },
  count: countBackups,
})

const create = operation({
  id: 'backups.create',
  method: 'POST',
  path: '/backups',
  summary: 'Back up a volume',
  policy: CREATE,
  target: backedUpVolume,
  body: CREATE_BODY,
  success: 202,
  response: { 202: one('backup', backupNameView) },
  errors: [400, 403, 404, 413],
  async handle({ tx, ctx, env, target, body }) {
    const backup = await createBackup(tx, ctx, env, target, body.backup)
    return { backup: backupNameView.render(backup, ctx) }
  },
})

const show = operation({
  id: 'backups.show',
  method: 'GET',
  path: '/backups/{backup_id}',
  summary: 'Show a backup',
  policy: GET,
  target: backupTarget,
  response: { 200: one('backup', backupView) },
  errors: [403, 404],
  handle: ({ ctx, target }) => ({ backup: backupView.render(target, ctx) }),
})

const update = operation({
  id: 'backups.update',
  method: 'PUT',
  path: '/backups/{backup_id}',
  summary: 'Change name, description or metadata of a backup',
  versions: ['3.9'],
  policy: UPDATE,
  target: backupTarget,
  body: UPDATE_BODY,
  response: { 200: one('backup', backupNameView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, env, target, body }) {
    const { metadata } = body.backup
    const changes = {
      ...shownTexts(body.backup),
      ...(metadata && { metadata: JSON.stringify(metadata) }),
    }
    if (Object.keys(changes).length > 0) {
      await updateBackup(tx, target.id, { ...changes, updated_at: env.clock.isoNow() })
    }
    return { backup: backupNameView.render({ ...target, ...changes }, ctx) }
  },
})

const remove = operation({
  id: 'backups.delete',
  method: 'DELETE',
  path: '/backups/{backup_id}',
  summary: 'Delete a backup',
  policy: DELETE,
  target: backupTarget,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, env, target }) => deleteBackup(tx, ctx, env, { backup: target }),
})

export const backupOperations = [...lists, create, show, update, remove]
