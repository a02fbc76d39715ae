/** Pieces of request schemas, as keystone/common/validation/parameter_types.py has them. */
import { Type as T, type Static, type TSchema } from 'typebox'

/** An object that may have other properties: Keystone ignores or keeps what it does not know. */
export function open<P extends Record<string, TSchema>>(properties: P) {
  return T.Object(properties)
}

/** The same where upstream writes `additionalProperties` first: odd names are refused before gaps. */
export function oddNamesFirst<S extends TSchema>(schema: S): S {
  const { required, ...others } = schema as S & { required?: unknown }
  return { ...others, ...(required !== undefined && { required }) } as unknown as S
}

/** The schema as upstream writes it, where its words appear in messages; typed as `S`. */
export function upstream<S>(schema: object) {
  return T.Unsafe<S>(schema)
}

export const BOOLEAN = upstream<boolean>({ type: 'boolean', enum: [true, false, null] })

const ANY_FLAG = {
  type: ['boolean', 'string', 'null'],
  enum: [
    ...[true, 'True', 'TRUE', 'true', false, 'False', 'FALSE', 'false', '', '1', '0'],
    ...['y', 'Y', 'n', 'N', 'on', 'ON', 'off', 'OFF', 'yes', 'no'],
  ],
}

/**
 * Keystone's newer schemas list these words too, and then fail over them: they are refused here.
 * Source: keystone/api/validation/parameter_types.py.
 */
export const FLAG = upstream<boolean>({ ...ANY_FLAG, not: { type: 'string' } })

/** The same in a query, where a flag is text. */
export const FLAG_TEXT = upstream<string>(ANY_FLAG)

/** A region's in a query. */
export const REGION_ID_TEXT = upstream<string>({
  type: ['string', 'null'],
  minLength: 1,
  maxLength: 255,
})

/** A UUID in any form, as the newer schemas have some ids. */
export const UUID_TEXT = T.String({ format: 'uuid' })

export const SORT_DIR = T.String({ enum: ['asc', 'desc'] })

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

/** At most 255 characters of it. */
export const DESCRIPTION = upstream<string | null>({ type: ['string', 'null'], maxLength: 255 })

export const NULLABLE_TEXT = upstream<string | null>({ type: ['string', 'null'] })

export const OPTIONS = T.Record(T.String(), T.Unknown())
