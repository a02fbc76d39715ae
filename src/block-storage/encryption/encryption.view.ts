import { Type as T } from 'typebox'
import { closed, nullable } from '../../kernel/view.ts'
import { shownTime } from '../times.ts'
import type { Encryption } from './encryption.ts'

const TEXT_OR_NULL = nullable(T.String())

/** The row of cinder's table, as its answer has it. A type without encryption has no row. */
export const ENCRYPTION = closed({
  encryption_id: T.Optional(T.String()),
  cipher: T.Optional(TEXT_OR_NULL),
  key_size: T.Optional(nullable(T.Integer())),
  provider: T.Optional(T.String()),
  control_location: T.Optional(T.String()),
  volume_type_id: T.Optional(T.String()),
  deleted_at: T.Optional(T.Null()),
  deleted: T.Optional(T.Boolean()),
  created_at: T.Optional(T.String()),
  updated_at: T.Optional(TEXT_OR_NULL),
})

export function encryptionBody(encryption: Encryption) {
  return {
    encryption_id: encryption.encryptionId,
    cipher: encryption.cipher,
    key_size: encryption.keySize,
    provider: encryption.provider,
    control_location: encryption.controlLocation,
    volume_type_id: encryption.volumeTypeId,
    deleted_at: null,
    deleted: false,
    created_at: shownTime(encryption.createdAt),
    updated_at: encryption.updatedAt === null ? null : shownTime(encryption.updatedAt),
  }
}
