/** Pieces of request schemas, as keystone/common/validation/parameter_types.py has them. */
import { Type as T, type Static, type TSchema } from 'typebox'

/** An object that may have other properties: Keystone ignores or keeps what it does not know. */
export function open<P extends Record<string, TSchema>>(properties: P) {
  return T.Object(properties)
}

/** The schema as upstream writes it, where its words appear in messages; typed as `S`. */
export function upstream<S>(schema: object) {
  return T.Unsafe<S>(schema)
}

export const BOOLEAN = upstream<boolean>({ type: 'boolean', enum: [true, false, null] })

export const NULLABLE_BOOLEAN = upstream<boolean | null>({
  type: ['boolean', 'null'],
  enum: [true, false, null],
})

export const NAME = T.String({ minLength: 1, maxLength: 255, pattern: '[\\S]+' })

/** Projects, domains. */
export const SHORT_NAME = T.String({ minLength: 1, maxLength: 64, pattern: '[\\S]+' })

export const ID = T.String({ minLength: 1, maxLength: 64, pattern: '^[a-zA-Z0-9-]+$' })

export const NULLABLE_ID = upstream<Static<typeof ID> | null>({
  type: ['string', 'null'],
  minLength: 1,
  maxLength: 64,
  pattern: '^[a-zA-Z0-9-]+$',
})

export const NULLABLE_TEXT = upstream<string | null>({ type: ['string', 'null'] })

export const OPTIONS = T.Record(T.String(), T.Unknown())
