import { Type as T } from 'typebox'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { KEY_SIZE } from '../formats.ts'
import { MAX_INT } from '../integers.ts'
import { operation } from '../operation.ts'
import { NULLABLE_STRING } from '../parameters.ts'
import { isInUse } from '../volume-types/extra-specs.store.ts'
import { typeAfterPolicy } from '../volume-types/volume-types.usecase.ts'
import { encryptionNotFound, refuseInUse } from './encryption.ts'
import {
  changeEncryption,
  deleteEncryption,
  findEncryption,
  insertEncryption,
} from './encryption.store.ts'
import { ENCRYPTION, encryptionBody } from './encryption.view.ts'
import { CREATE, DELETE, GET, UPDATE } from './policies.ts'

const PATH = '/types/{volume_type_id}/encryption'

const PROVIDER = T.String({ minLength: 0, maxLength: 255 })
const LOCATION = T.Enum(['front-end', 'back-end'])
const KEY_BITS = T.Unsafe<string | number | null>({
  type: ['string', 'integer', 'null'],
  minimum: 0,
  maximum: MAX_INT,
  format: KEY_SIZE,
})
const OPTIONS = { key_size: T.Optional(KEY_BITS), cipher: T.Optional(NULLABLE_STRING) }

/** What a client sent beside them comes back with the rest, and is not kept. */
const ECHO = closed({ encryption: T.Record(T.String(), T.Unknown()) })

function bits(size: string | number | null | undefined): number | null | undefined {
  return size === null || size === undefined ? size : Number(size)
}

const list = operation({
  id: 'volume_types.show_encryption',
  method: 'GET',
  path: PATH,
  summary: 'Show how volumes of a type are encrypted',
  policy: GET,
  target: typeAfterPolicy,
  query: NO_PARAMETERS,
  response: { 200: ENCRYPTION },
  errors: [403, 404],
  async handle({ tx, target }) {
    const encryption = await findEncryption(tx, target.id)
    return encryption === undefined ? {} : encryptionBody(encryption)
  },
})

const show = operation({
  id: 'volume_types.show_encryption_key',
  method: 'GET',
  path: `${PATH}/{key}`,
  summary: 'Show one thing about how volumes of a type are encrypted',
  policy: GET,
  target: typeAfterPolicy,
  response: { 200: ENCRYPTION },
  errors: [403, 404],
  async handle({ tx, target: { id }, params: { key } }) {
    const encryption = await findEncryption(tx, id)
    const shown = Object.entries(encryption === undefined ? {} : encryptionBody(encryption))
    const found = shown.filter(([name]) => name === key)
    if (found.length === 0) throw encryptionNotFound(id)
    return Object.fromEntries(found)
  },
})

const create = operation({
  id: 'volume_types.create_encryption',
  method: 'POST',
  path: PATH,
  summary: 'Have volumes of a type encrypted',
  policy: CREATE,
  target: typeAfterPolicy,
  body: closed({
    encryption: T.Object({ provider: PROVIDER, control_location: LOCATION, ...OPTIONS }),
  }),
  response: { 200: ECHO },
  errors: [400, 403, 404],
  async handle({ tx, env, target: { id }, body: { encryption: asked } }) {
    refuseInUse(await isInUse(tx, id), 'create')
    const keySize = bits(asked.key_size)
    const encryption = {
      encryptionId: env.ids.uuid(),
      volumeTypeId: id,
      provider: asked.provider,
      controlLocation: asked.control_location,
      cipher: asked.cipher ?? null,
      keySize: keySize ?? null,
      createdAt: env.clock.isoNow(),
      updatedAt: null,
    }
    await insertEncryption(tx, encryption)
    const ids = { volume_type_id: id, encryption_id: encryption.encryptionId }
    return {
      encryption: { ...asked, ...(keySize !== undefined && { key_size: keySize }), ...ids },
    }
  },
})

const update = operation({
  id: 'volume_types.update_encryption',
  method: 'PUT',
  path: `${PATH}/{encryption_id}`,
  summary: 'Change how volumes of a type are encrypted',
  policy: UPDATE,
  target: typeAfterPolicy,
  body: closed({
    encryption: T.Object({
      provider: T.Optional(PROVIDER),
      control_location: T.Optional(LOCATION),
      ...OPTIONS,
    }),
  }),
  response: { 200: ECHO },
  errors: [400, 403, 404],
  // The id of the encryption is not looked at: a type has one.
  async handle({ tx, env, target: { id }, body: { encryption: asked } }) {
    refuseInUse(await isInUse(tx, id), 'update')
    const { provider, control_location, cipher } = asked
    const key_size = bits(asked.key_size)
    const changes = { provider, control_location, cipher, key_size }
    const changed = await changeEncryption(tx, id, changes, env.clock.isoNow())
    if (!changed) throw encryptionNotFound(id)
    return { encryption: { ...asked, ...(key_size !== undefined && { key_size }) } }
  },
})

const remove = operation({
  id: 'volume_types.delete_encryption',
  method: 'DELETE',
  path: `${PATH}/{encryption_id}`,
  summary: 'Have volumes of a type no longer encrypted',
  policy: DELETE,
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  // Whether there is such a type is not looked at either.
  async handle({ tx, params: { volume_type_id: id } }) {
    refuseInUse(await isInUse(tx, id), 'delete')
    if (!(await deleteEncryption(tx, id))) throw encryptionNotFound(id)
  },
})

export const encryptionOperations = [list, show, create, update, remove]
