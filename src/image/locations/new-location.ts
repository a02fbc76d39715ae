/**
 * What a client says of where the bytes of an image lie already.
 * Source: openstack/glance glance/api/v2/images.py (get_add_location_properties,
 * _validate_hashing_data).
 */
import { badRequest } from '../../kernel/faults.ts'
import { objectIn } from '../bodies.ts'
import { glanceSchema, refuseUnfit } from '../schemas/schema.ts'

const ALGORITHMS = { sha1: 20, sha256: 32, sha512: 64, md5: 16 } as const
type Algorithm = keyof typeof ALGORITHMS

/** The digest that the bytes must have. */
export interface ExpectedHash {
  readonly os_hash_algo: Algorithm
  readonly os_hash_value: string
}

export interface NewLocation {
  readonly url: string
  readonly validation?: ExpectedHash
  /** The whole of what was said of the digest, for the record. */
  readonly sent: unknown
}

const SCHEMA = glanceSchema('location', {
  add_location: {
    type: 'object',
    description:
      'Values of location url, do_secure_hash and validation_data for new add location API',
    properties: {
      url: {
        type: 'string',
        readOnly: true,
        description: 'The URL of the new location to be added in the image.',
      },
      validation_data: {
        description:
          'Values to be used to populate the corresponding image properties.do_secure_hash is not ' +
          'True then image checksum and hash will not be calculated so it is the responsibility of ' +
          'the consumer of location ADD API to provide the correct values in the validation_data ' +
          'parameter',
        type: 'object',
        writeOnly: true,
        additionalProperties: false,
        properties: {
          os_hash_algo: { type: 'string', maxLength: 64, enum: Object.keys(ALGORITHMS) },
          os_hash_value: { type: 'string', maxLength: 128 },
        },
        dependentRequired: { os_hash_value: ['os_hash_algo'], os_hash_algo: ['os_hash_value'] },
      },
    },
    required: ['url'],
  },
})

/** @throws 400 */
export function readNewLocation(sent: unknown): NewLocation {
  const body = Array.isArray(sent) ? sent : objectIn(sent)
  refuseUnfit(SCHEMA, { add_location: body })
  const { url, validation_data: validation = {} } = body as unknown as {
    readonly url: string
    readonly validation_data?: ExpectedHash | Record<string, never>
  }
  const isGiven = 'os_hash_value' in validation
  return { url, ...(isGiven && { validation: validation as ExpectedHash }), sent: validation }
}

/** @throws 400 where it cannot be the digest that it is said to be */
export function refuseHash(expected: ExpectedHash | undefined): void {
  if (expected === undefined) return
  const { os_hash_algo: algorithm, os_hash_value: value } = expected
  if (!/^([\da-f]{2})*$/i.test(value)) {
    throw badRequest(`os_hash_value (${value}) is not a valid hexadecimal value`)
  }
  const bytes = ALGORITHMS[algorithm]
  if (value.length !== 2 * bytes) {
    throw badRequest(
      `os_hash_value: (${value}) is not the correct size for (${algorithm}) (should be (${bytes}) ` +
        'bytes)',
    )
  }
}
