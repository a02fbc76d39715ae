/**
 * Flags of volumes, and what administrators do to them. Source: openstack/cinder
 * cinder/api/contrib/{volume_actions,admin_actions}.py.
 */
import { Type as T } from 'typebox'
import { booleanFrom } from '../../kernel/booleans.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'
import { BOOLEAN } from '../parameters.ts'
import { bare } from './attach.schemas.ts'
import { deleteVolume } from './delete-volume.usecase.ts'
import { COMPLETE_EXTENSION, FORCE_DELETE_ACTION, UPDATE_READONLY_FLAG } from './flags.policies.ts'
import { EXTENSION, invalidVolume, VOLUME_ACTIONS } from './volume-actions.ts'
import { volumeTarget } from './volumes.ops.ts'
import { UPDATE } from './volumes.policies.ts'
import { updateVolume } from './volumes.store.ts'

const PATH = '/volumes/{volume_id}/action'

const setBootable = operation({
  id: 'volumes.set_bootable',
  method: 'POST',
  path: PATH,
  action: 'os-set_bootable',
  summary: 'Say whether servers can boot from a volume',
  policy: UPDATE,
  target: volumeTarget,
  body: closed({ 'os-set_bootable': closed({ bootable: BOOLEAN }) }),
  response: { 200: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target, body }) {
    refuseUnlessAllowed(VOLUME_ACTIONS.update, target)
    const bootable = booleanFrom(body['os-set_bootable'].bootable) ? 1 : 0
    await updateVolume(tx, target.id, { bootable, updated_at: env.clock.isoNow() })
  },
})

const updateReadonlyFlag = operation({
  id: 'volumes.update_readonly_flag',
  method: 'POST',
  path: PATH,
  action: 'os-update_readonly_flag',
  summary: 'Say whether servers may write to a volume',
  policy: UPDATE_READONLY_FLAG,
  target: volumeTarget,
  body: closed({ 'os-update_readonly_flag': closed({ readonly: BOOLEAN }) }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, target, body }) {
    refuseUnlessAllowed(VOLUME_ACTIONS.updateReadonlyFlag, target)
    const readonly = booleanFrom(body['os-update_readonly_flag'].readonly) ? 1 : 0
    await updateVolume(tx, target.id, { readonly })
  },
})

const forceDelete = operation({
  id: 'volumes.force_delete',
  method: 'POST',
  path: PATH,
  action: 'os-force_delete',
  summary: 'Delete a volume whatever state it is in',
  policy: FORCE_DELETE_ACTION,
  target: volumeTarget,
  body: bare('os-force_delete'),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  handle: ({ tx, ctx, env, target }) =>
    deleteVolume(tx, ctx, env, target, { force: true, cascade: false }),
})

/**
 * A server says that it has noticed how large its volume is now. Ours become larger without that, so
 * it only counts that one did not. The rest is refused as where no server was asked.
 */
const completeExtension = operation({
  id: 'volumes.extend_completion',
  method: 'POST',
  path: PATH,
  action: 'os-extend_volume_completion',
  summary: 'Say that a server has noticed how large its volume is now',
  policy: COMPLETE_EXTENSION,
  target: volumeTarget,
  body: closed({
    'os-extend_volume_completion': closed({
      error: T.Optional(T.Unsafe<string | boolean | null>({ type: ['string', 'null', 'boolean'] })),
    }),
  }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ tx, env, target, body }) {
    if (target.status !== 'extending') throw invalidVolume('Volume is not being extended.')
    if (target.previous_status !== 'in-use') {
      throw invalidVolume('Required volume admin metadata is malformed or missing.')
    }
    // Upstream takes any text for an error.
    if (!body['os-extend_volume_completion'].error) return
    const changes = { ...EXTENSION.failed, updated_at: env.clock.isoNow() }
    await updateVolume(tx, target.id, changes)
  },
})

export const volumeFlagOperations = [
  setBootable,
  updateReadonlyFlag,
  forceDelete,
  completeExtension,
]
