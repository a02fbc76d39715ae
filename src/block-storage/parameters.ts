/**
 * Schemas that several requests share. Source: openstack/cinder
 * cinder/api/validation/parameter_types.py.
 */
import { Type as T } from 'typebox'
import { defineFormat } from '../kernel/formats.ts'
import { NAME_NOT_BLANK } from './formats.ts'

export const NAME = T.String({ minLength: 1, maxLength: 255, format: NAME_NOT_BLANK })

const TRUE = [true, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', 'y', 't']
const FALSE = [
  false,
  'False',
  'FALSE',
  'false',
  '0',
  'OFF',
  'Off',
  'off',
  'NO',
  'No',
  'no',
  'n',
  'f',
]

/** A boolean, or one of the words that mean one. */
export const BOOLEAN = T.Unsafe<boolean | string>({
  type: ['boolean', 'string'],
  enum: [...TRUE, ...FALSE],
})

// Upstream spells the printable characters up to U+FFFF out, in a pattern of four thousand
// characters that its message repeats; hence a format, and no emoji.
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}\u{10000}-\u{10ffff}]*(?=\n?$)/u
defineFormat('printable', (value) => typeof value !== 'string' || PRINTABLE.test(value))

export const DESCRIPTION = T.Unsafe<string | null>({
  type: ['string', 'null'],
  minLength: 0,
  maxLength: 255,
  format: 'printable',
})

/** Extra specs of a new type: keys may have spaces and slashes. */
export const EXTRA_SPECS = specs('^[a-zA-Z0-9-_:. /]{1,255}$')

/** The same where null stands for none; no value may be null then. */
export const EXTRA_SPECS_OR_NULL = T.Unsafe<Record<string, string> | null>({
  ...specs('^[a-zA-Z0-9-_:. /]{1,255}$', 'string'),
  type: ['object', 'null'],
})

/** Extra specs of a type that exists already: keys may not. */
export const SPECS_WITHOUT_SPACES = specs('^[a-zA-Z0-9-_:.]{1,255}$')

function specs(pattern: string, value: string | string[] = ['string', 'null']) {
  return T.Unsafe<Record<string, string | null>>({
    type: 'object',
    patternProperties: {
      [pattern]: { type: value, minLength: 0, maxLength: 255 },
    },
    additionalProperties: false,
  })
}

/** `host`, `host@backend` or `host@backend#pool`. */
export const HOST = T.Unsafe<string | null>({
  type: ['string', 'null'],
  minLength: 1,
  maxLength: 255,
  pattern: '^[a-zA-Z0-9-._#@:/+\\[\\]]*$',
})

export const NULLABLE_STRING = T.Unsafe<string | null>({
  type: ['string', 'null'],
  minLength: 0,
  maxLength: 255,
})

export const OPTIONAL_UUID = T.Union([T.Null(), T.String({ format: 'uuid' })])
