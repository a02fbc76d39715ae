/**
 * QoS specs: how fast the volumes of some types may be. Source: openstack/cinder
 * cinder/volume/qos_specs.py, cinder/db/api.py (_process_qos_specs_filters), cinder/exception.py.
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import { columns, constant, NEVER, text, type Condition } from '../../kernel/lists/conditions.ts'
import { cinderList, type SentFilters } from '../lists.ts'

export interface QosSpecs {
  readonly id: string
  readonly name: string
  readonly consumer: string
  /** By key, in the order of the keys. Keys come from clients. */
  readonly specs: ReadonlyMap<string, string | null>
}

export function qosSpecsNotFound(id: string): Fault {
  return notFound(`No such QoS spec ${id}.`)
}

const nullable = true

/** Cinder keeps a spec as rows of keys and values, of which the first has the name for its value. */
export const QOS_COLUMNS = columns({
  id: text(),
  key: constant('QoS_Specs_Name'),
  value: text({ stored: 'name' }),
  specs_id: constant(null),
  created_at: text(),
  updated_at: text({ nullable }),
  deleted: constant('0'),
  deleted_at: constant(null),
})

/** What others than administrators may filter by, where the policy lets them list at all. */
const OPEN_FILTERS: readonly string[] = ['id', 'name', 'consumer']

export const qosList = cinderList({
  columns: QOS_COLUMNS,
  collection: 'qos-specs',
  filters: Object.fromEntries([...QOS_COLUMNS.keys(), ...OPEN_FILTERS].map((name) => [name, 0])),
  conditions: qosConditions,
  markerMissing: qosSpecsNotFound,
})

/** What is no column, the name and the consumer among them, is found nowhere. */
function qosConditions(sent: SentFilters, ctx: RequestContext): Condition[] {
  return [...sent]
    .filter(([name]) => ctx.isAdmin || OPEN_FILTERS.includes(name))
    .map(([name, value]) =>
      QOS_COLUMNS.has(name) ? { kind: 'in', column: name, values: [value] } : NEVER,
    )
}

export const CONSUMERS: readonly string[] = ['back-end', 'front-end', 'both']

/** Who enforces it where nobody says. */
const DEFAULT_CONSUMER = 'back-end'

/** @throws 400 */
function consumerFrom(value: unknown): string {
  if (value === undefined || value === null) return DEFAULT_CONSUMER
  if (typeof value === 'string' && CONSUMERS.includes(value)) return value
  // The real service shows the object that checks, where its list should be.
  throw badRequest(
    'Invalid qos specs: Valid consumer of QoS specs are: QoSConsumerValues(default=' +
      "<class 'oslo_versionedobjects.fields.UnspecifiedDefault'>,nullable=False," +
      "valid_values=('back-end', 'front-end', 'both'))",
  )
}

const LENGTH_MAX = 255

/** @throws 400 as oslo.utils strutils.check_string_length */
function refuseLength(what: string, value: string, min: number): void {
  const length = [...value].length
  const problem = `Invalid input received: ${what} has ${length} characters`
  if (length < min) throw badRequest(`${problem}, less than ${min}.`)
  if (length > LENGTH_MAX) throw badRequest(`${problem}, more than ${LENGTH_MAX}.`)
}

export interface NewQosSpecs {
  readonly name: string
  readonly consumer: string
  readonly specs: ReadonlyMap<string, string>
}

/**
 * What a request for new QoS specs asks for: every key beside two is a spec, and what is null is
 * left out.
 * @throws 400
 */
export function newQosSpecs(asked: Readonly<Record<string, unknown>>): NewQosSpecs {
  const { name, ...others } = asked
  for (const [key, value] of Object.entries(others)) {
    refuseLength(`Key "${key}"`, key, 1)
    if (value === null) continue
    if (typeof value !== 'string') {
      throw badRequest(`Invalid input received: Value for key "${key}" is not a string or unicode`)
    }
    refuseLength(`Value for key "${key}"`, value, 0)
  }
  const { consumer, ...specs } = others
  return {
    name: String(name).trim(),
    consumer: consumerFrom(consumer),
    specs: new Map(
      Object.entries(specs).filter((each): each is [string, string] => each[1] !== null),
    ),
  }
}

export interface QosChanges {
  /** Undefined leaves it. */
  readonly consumer: string | undefined
  readonly specs: Readonly<Record<string, string | null>>
}

/** What a request changes; a key set to null that was not there stays away. @throws 400 */
export function qosChanges(
  asked: Readonly<Record<string, string | null>>,
  before: QosSpecs,
): QosChanges {
  const { consumer, ...specs } = asked
  const kept = Object.entries(specs).filter(
    ([key, value]) => value !== null || before.specs.has(key),
  )
  return {
    consumer: consumer === undefined ? undefined : consumerFrom(consumer),
    specs: Object.fromEntries(kept),
  }
}
