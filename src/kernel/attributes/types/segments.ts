/**
 * `type:network_segments`: the networks on which a network of several providers lies. Source:
 * openstack/neutron-lib neutron_lib/api/validators/multiprovidernet.py.
 */
import { Type as T } from 'typebox'
import { str } from '../../python.ts'
import { closed } from '../../view.ts'
import type { AttributeType } from '../attribute.ts'
import { toInteger } from '../converters.ts'
import { invalidRequest } from '../refusals.ts'
import { isDict } from './structures.ts'

const TYPE = 'provider:network_type'
const PHYSICAL = 'provider:physical_network'
const ID = 'provider:segmentation_id'

/** All three keys are there; what is undefined was left out. */
export interface ProviderSegment {
  readonly [TYPE]: unknown
  readonly [PHYSICAL]: unknown
  readonly [ID]: number | undefined
}

export function networkSegments(): AttributeType<readonly ProviderSegment[]> {
  const unknown = T.Optional(T.Unknown())
  return {
    schema: T.Array(closed({ [TYPE]: unknown, [PHYSICAL]: unknown, [ID]: unknown })),
    column: undefined,
    reason(value) {
      if (!Array.isArray(value)) return `'${str(value)}' is not a list`
      for (const segment of value) {
        if (!isDict(segment)) return `'${str(segment)}' is not a dictionary`
        segmentOf(segment)
        const others = Object.keys(segment).filter((key) => ![TYPE, PHYSICAL, ID].includes(key))
        if (others.length === 0) continue
        throw invalidRequest(`Unrecognized attribute(s) '${others.join(', ')}'`)
      }
      return undefined
    },
    converted: (value) => (value as readonly Record<string, unknown>[]).map(segmentOf),
  }
}

/** @throws Fault 400 where its number is none */
function segmentOf(segment: Readonly<Record<string, unknown>>): ProviderSegment {
  const id = segment[ID]
  return {
    [TYPE]: segment[TYPE],
    [PHYSICAL]: segment[PHYSICAL],
    [ID]: id ? (toInteger.convert(id) as number) : undefined,
  }
}
