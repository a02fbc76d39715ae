/**
 * What makes and changes flavors, from microversion to microversion.
 * Source: nova/api/openstack/compute/schemas/flavors.py.
 */
import { Type as T } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { BOOLEAN, DESCRIPTION, NAME, NAME_WITH_SPACES } from '../parameters.ts'

const LARGEST = 0x7f_ff_ff_ff
/** The largest that a float of four bytes holds (nova/db/constants.py). */
const LARGEST_FACTOR = 3.40282e38

const amount = (minimum: number) =>
  T.Unsafe<number | string>({
    type: ['integer', 'string'],
    pattern: '^[0-9]+$',
    minimum,
    maximum: LARGEST,
  })

const LONG_DESCRIPTION = T.Unsafe<string | null>({ ...DESCRIPTION, maxLength: 65_535 })

const FLAVOR = {
  name: NAME,
  id: T.Optional(
    T.Unsafe<string | number | null>({
      type: ['string', 'number', 'null'],
      minLength: 1,
      maxLength: 255,
      pattern: '^(?! )[a-zA-Z0-9. _-]+(?<! )$',
    }),
  ),
  ram: amount(1),
  vcpus: amount(1),
  disk: amount(0),
  'OS-FLV-EXT-DATA:ephemeral': T.Optional(amount(0)),
  swap: T.Optional(amount(0)),
}

const ACCESS = { 'os-flavor-access:is_public': T.Optional(BOOLEAN) }

const FACTOR = {
  rxtx_factor: T.Optional(
    T.Unsafe<number | string>({
      type: ['number', 'string'],
      pattern: String.raw`^[0-9]+(\.[0-9]+)?$`,
      exclusiveMinimum: 0,
      maximum: LARGEST_FACTOR,
    }),
  ),
}

const DESCRIBED = { description: T.Optional(LONG_DESCRIPTION) }

/** What a client says of a new flavor. */
export interface FlavorAsked {
  readonly name: string
  readonly id?: string | number | null
  readonly ram: number | string
  readonly vcpus: number | string
  readonly disk: number | string
  readonly 'OS-FLV-EXT-DATA:ephemeral'?: number | string
  readonly swap?: number | string
  readonly rxtx_factor?: number | string
  readonly 'os-flavor-access:is_public'?: boolean | string
  readonly description?: string | null
}

const asked = (flavor: Parameters<typeof closed>[0]) =>
  T.Unsafe<{ flavor: FlavorAsked }>(closed({ flavor: closed(flavor) }))

export const NEW_FLAVOR = since({
  '2.0': asked({ ...FLAVOR, name: NAME_WITH_SPACES, ...FACTOR, ...ACCESS }),
  '2.1': asked({ ...FLAVOR, ...FACTOR, ...ACCESS }),
  '2.55': asked({ ...FLAVOR, ...FACTOR, ...ACCESS, ...DESCRIBED }),
  '2.102': asked({ ...FLAVOR, ...ACCESS, ...DESCRIBED }),
})

export const CHANGED_FLAVOR = closed({ flavor: closed({ description: LONG_DESCRIPTION }) })
