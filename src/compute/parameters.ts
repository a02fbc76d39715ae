/**
 * Parameters as nova reads them: the shapes that several operations share, and identifiers in
 * paths. Source: nova/api/validation/parameter_types.py; nova/utils.py (validate_integer).
 */
import { Type as T } from 'typebox'
import { badRequest } from '../kernel/faults.ts'
import { isUuidLike } from '../kernel/formats.ts'
import { addressText, parseAddress } from '../kernel/ip/address.ts'
import { since } from '../kernel/operation.ts'
import { closed } from '../kernel/view.ts'
import * as formats from './formats.ts'

const LENGTH = { minLength: 1, maxLength: 255 }

export const FQDN = T.String({ pattern: '^[a-zA-Z0-9-._]*$', ...LENGTH })

export const NAME = T.String({ format: formats.NAME, ...LENGTH })
/** Spaces around it are dropped by who reads it. */
export const NAME_WITH_SPACES = T.String({
  format: formats.NAME_WITH_LEADING_TRAILING_SPACES,
  ...LENGTH,
})

const keypairName = (pattern: string) =>
  T.Unsafe<string>({ allOf: [NAME, T.String({ pattern, ...LENGTH })] })
export const KEYPAIR_NAME = keypairName(String.raw`^[_\- a-zA-Z0-9]+$`)
/** From 2.92 on. */
export const KEYPAIR_NAME_WIDER = keypairName(String.raw`^[_\-\@\. a-zA-Z0-9]+$`)

export const ZONE_OR_NULL = T.Unsafe<string | null>({
  oneOf: [T.String({ format: formats.AZ_NAME, ...LENGTH }), T.Null()],
})
export const ZONE_WITH_SPACES_OR_NULL = T.Unsafe<string | null>({
  oneOf: [T.String({ format: formats.AZ_NAME_WITH_LEADING_TRAILING_SPACES, ...LENGTH }), T.Null()],
})

export const METADATA = T.Unsafe<Record<string, string>>({
  type: 'object',
  patternProperties: { '^[a-zA-Z0-9-_:. ]{1,255}$': { type: 'string', maxLength: 255 } },
  additionalProperties: false,
})

/** Null removes the key. */
export const METADATA_WITH_NULL = T.Unsafe<Record<string, string | null>>({
  type: 'object',
  patternProperties: {
    '^[a-zA-Z0-9-_:. ]{1,255}$': { type: ['string', 'null'], maxLength: 255 },
  },
  additionalProperties: false,
})

const TRUE = [true, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes']
const FALSE = [false, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no']

export const BOOLEAN = T.Unsafe<boolean | string>({
  type: ['boolean', 'string'],
  enum: [...TRUE, ...FALSE],
})

/** What a value that fits `BOOLEAN` means; absent is false. */
export function isTrue(value: boolean | string | undefined): boolean {
  return value !== undefined && TRUE.includes(value)
}

export const UUID = T.String({ format: 'uuid' })

/** Printable characters; upstream lists them all, range by range. */
export const DESCRIPTION = T.Unsafe<string | null>({
  type: ['string', 'null'],
  pattern: String.raw`^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*$`,
  minLength: 0,
  maxLength: 255,
})

export const HOSTNAME = T.String({
  pattern: '^[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$',
  minLength: 2,
  maxLength: 63,
})

export const IP_ADDRESS = T.Unsafe<string>({
  type: 'string',
  oneOf: [{ format: 'ipv4' }, { format: 'ipv6' }],
})
export const ACCESS_IP_V4 = T.String({ format: 'ipv4' })
export const ACCESS_IP_V6 = T.String({ format: 'ipv6' })

/** As addresses are stored: IPv6 as it is written shortest. */
export function canonicalIp(text: string): string {
  const address = parseAddress(text)
  return address === undefined ? text : addressText(address)
}

export const DISK_CONFIG = T.Unsafe<'AUTO' | 'MANUAL'>({
  type: 'string',
  enum: ['AUTO', 'MANUAL'],
})

export const POSITIVE_INTEGER = T.Unsafe<number | string>({
  type: ['integer', 'string'],
  pattern: '^[0-9]*$',
  minimum: 1,
  minLength: 1,
})

/** Of servers and of their devices. */
export const TAG = T.String({ pattern: '^[^,/]*$', minLength: 1, maxLength: 60 })

/** Null says that there are none, where there were some. */
export const TRUSTED_CERTIFICATES = T.Unsafe<readonly string[] | null>({
  type: ['array', 'null'],
  minItems: 1,
  maxItems: 50,
  uniqueItems: true,
  items: { type: 'string', minLength: 1 },
})

export const NATURAL_NUMBER = T.String({ pattern: '^[0-9]*$', minLength: 1 })

/** The query of lists and of single resources that have no parameters: strict from 2.102 on. */
export const NO_QUERY = since({
  '2.0': T.Object({}, { additionalProperties: true }),
  '2.102': closed({}),
})

/** A path segment as Python's `int()` reads it: sign, outer spaces and underscores are fine. */
export function integerOf(text: string): number | undefined {
  return /^\s*[+-]?[0-9]+(_[0-9]+)*\s*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined
}

/** @throws 400 */
export function integerId(text: string): number {
  const id = integerOf(text)
  if (id === undefined) throw badRequest('Invalid input received: id must be an integer')
  return id
}

/**
 * The uuid that is meant, in the form in which uuids are stored.
 * @throws 400
 */
export function uuidId(text: string): string {
  if (!isUuidLike(text)) throw badRequest(`Invalid uuid ${text}`)
  return canonicalUuid(text)
}

/** Upper case finds a row in the real services' databases too; other spellings do not. */
export function canonicalUuid(text: string): string {
  return text.toLowerCase()
}
