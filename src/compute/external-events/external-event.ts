/**
 * What other services tell Compute of servers. Source: openstack/nova
 * nova/api/openstack/compute/server_external_events.py, nova/objects/external_event.py.
 */
import { Type as T } from 'typebox'
import { since, type Shape } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { UUID } from '../parameters.ts'

const NAMES = {
  '2.0': ['network-changed', 'network-vif-plugged', 'network-vif-unplugged', 'network-vif-deleted'],
  '2.51': ['volume-extended'],
  '2.76': ['power-update'],
  '2.82': ['accelerator-request-bound'],
  '2.93': ['volume-reimaged'],
} as const

export type EventName = (typeof NAMES)[keyof typeof NAMES][number]

export interface ExternalEvent {
  readonly name: EventName
  readonly server_uuid: string
  readonly status?: 'failed' | 'completed' | 'in-progress'
  /** A port, a volume, a state of power. */
  readonly tag?: string
}

/** What became of it: 400 without the tag that it needs, 404 of no server, 422 of one without a host. */
export type EventCode = 200 | 400 | 404 | 422

const STATUS = T.Enum(['failed', 'completed', 'in-progress'])
const TAG = T.Optional(T.String({ maxLength: 255 }))

/** By the microversions that brought names. */
function byNames<Value>(
  make: (names: readonly string[]) => ReturnType<typeof closed>,
): Shape<Value> {
  const steps: Record<string, ReturnType<typeof closed>> = {}
  const known: string[] = []
  for (const [version, names] of Object.entries(NAMES)) {
    known.push(...names)
    steps[version] = make([...known])
  }
  return since(steps) as Shape<Value>
}

export const BODY = byNames<{ readonly events: readonly ExternalEvent[] }>((names) =>
  closed({
    events: T.Array(
      closed({
        name: T.Enum([...names]),
        server_uuid: UUID,
        status: T.Optional(STATUS),
        tag: TAG,
      }),
      { minItems: 1 },
    ),
  }),
)

export const ANSWER = byNames<unknown>((names) =>
  closed({
    events: T.Array(
      closed({
        name: T.Enum([...names]),
        server_uuid: UUID,
        status: STATUS,
        tag: TAG,
        code: T.Enum([200, 400, 404, 422]),
      }),
    ),
  }),
)

const NEED_TAG: ReadonlySet<string> = new Set([
  'volume-extended',
  'power-update',
  'accelerator-request-bound',
])

export function lacksTag({ name, tag }: ExternalEvent): boolean {
  return NEED_TAG.has(name) && tag === undefined
}
