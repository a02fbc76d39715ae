import { Type as T } from 'typebox'
import { version } from '../../kernel/microversion.ts'
import { field, nullable, View } from '../../kernel/view.ts'
import { hostIdOf } from '../servers/server.ts'
import { shownTime, TIME } from '../times.ts'
import type { ActionRow, EventRow } from './instance-action.ts'
import * as policies from './policies.ts'

interface ShownEvent {
  readonly event: EventRow
  readonly action: ActionRow
  /** Whose server it is. */
  readonly project_id: string
}

/** Source: openstack/nova nova/api/openstack/compute/instance_actions.py (_format_event). */
const eventView = new View<ShownEvent>(
  {
    event: field(T.String(), ({ event }) => event.event),
    start_time: field(TIME, ({ event }) => shownTime(event.start_time)),
    finish_time: field(nullable(TIME), ({ event }) => timeOrNull(event.finish_time)),
    result: field(nullable(T.String()), ({ event }) => event.result),
    traceback: field(nullable(T.String()), ({ event }) => event.traceback, {
      rule: policies.EVENTS,
    }),
    host: field(nullable(T.String()), ({ event }) => event.host, {
      ...{ from: '2.62', rule: policies.EVENTS },
    }),
    hostId: field(T.String(), ({ event, action }) => hostIdOf(event.host, action.project_id), {
      from: '2.62',
    }),
    details: field(nullable(T.String()), ({ event }) => event.details, {
      ...{ from: '2.84', rule: policies.DETAILS },
    }),
  },
  ({ project_id }) => ({ project_id }),
)

function timeOrNull(stored: string | null): string | null {
  return stored === null ? null : shownTime(stored)
}

const ACTION = {
  action: field(T.String(), ({ action }: Pick<ShownAction, 'action'>) => action.action),
  instance_uuid: field(T.String(), ({ action }: Pick<ShownAction, 'action'>) => action.server_id),
  request_id: field(T.String(), ({ action }: Pick<ShownAction, 'action'>) => action.request_id),
  user_id: field(T.String(), ({ action }: Pick<ShownAction, 'action'>) => action.user_id),
  project_id: field(T.String(), ({ action }: Pick<ShownAction, 'action'>) => action.project_id),
  start_time: field(TIME, ({ action }: Pick<ShownAction, 'action'>) =>
    shownTime(action.start_time),
  ),
  message: field(nullable(T.String()), ({ action }: Pick<ShownAction, 'action'>) => action.message),
  updated_at: field(
    nullable(TIME),
    ({ action }: Pick<ShownAction, 'action'>) => timeOrNull(action.updated_at),
    { from: '2.58' },
  ),
}

interface ShownAction {
  readonly action: ActionRow
  readonly events: readonly EventRow[]
  readonly project_id: string
}

export const actionInListView = new View<Pick<ShownAction, 'action'>>(ACTION)

function events(
  from: string,
  more: Pick<NonNullable<Parameters<typeof field>[2]>, 'until' | 'rule'>,
) {
  return field<ShownAction>(
    T.Array(eventView.at(version(from))),
    (shown, ctx) => shown.events.map((event) => eventView.render({ ...shown, event }, ctx)),
    { from, ...more },
  )
}

export const actionView = new View<ShownAction>(
  {
    ...ACTION,
    events: [
      events('2.0', { until: '2.51', rule: policies.EVENTS }),
      events('2.51', { until: '2.62' }),
      events('2.62', { until: '2.84' }),
      events('2.84', {}),
    ],
  },
  ({ project_id }) => ({ project_id }),
)
