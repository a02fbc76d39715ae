import { Type as T } from 'typebox'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { findEncryption } from '../encryption/encryption.store.ts'
import { GET_OF_VOLUME } from '../encryption/policies.ts'
import { operation } from '../operation.ts'
import { volumeOfProject } from './volumes.ops.ts'

const show = operation({
  id: 'volumes.show_encryption',
  method: 'GET',
  path: '/volumes/{volume_id}/encryption',
  summary: 'Show how a volume is encrypted',
  policy: GET_OF_VOLUME,
  target: volumeOfProject,
  query: NO_PARAMETERS,
  response: {
    200: closed({
      encryption_key_id: nullable(T.String()),
      control_location: T.Optional(T.String()),
      cipher: T.Optional(nullable(T.String())),
      key_size: T.Optional(nullable(T.Integer())),
      provider: T.Optional(T.String()),
    }),
  },
  errors: [403, 404],
  async handle({ tx, target: { encryption_key_id, volume_type_id } }) {
    const encryption = await findEncryption(tx, volume_type_id)
    if (encryption === undefined) return { encryption_key_id }
    const { controlLocation, cipher, keySize, provider } = encryption
    const specs = { control_location: controlLocation, cipher, key_size: keySize, provider }
    return { encryption_key_id, ...specs }
  },
})

export const volumeEncryptionOperations = [show]
