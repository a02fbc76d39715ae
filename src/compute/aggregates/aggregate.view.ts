import { Type as T } from 'typebox'
import { field, nullable, View } from '../../kernel/view.ts'
import { shownTime, TIME } from '../times.ts'
import { zoneOf, type Aggregate } from './aggregate.ts'

const identity = {
  id: field(T.Integer(), (aggregate: Aggregate) => aggregate.id),
  uuid: field(T.String({ format: 'uuid' }), (aggregate: Aggregate) => aggregate.uuid, {
    from: '2.41',
  }),
  name: field(T.String(), (aggregate: Aggregate) => aggregate.name),
}

const members = {
  hosts: field(T.Array(T.String()), (aggregate: Aggregate) => aggregate.hosts),
  metadata: field(T.Record(T.String(), T.String()), (aggregate: Aggregate) =>
    // Object.fromEntries sets even `__proto__`, which a client may have chosen as a key.
    Object.fromEntries(aggregate.metadata),
  ),
}

const state = {
  created_at: field(TIME, (aggregate: Aggregate) => shownTime(aggregate.createdAt)),
  updated_at: field(nullable(TIME), (aggregate: Aggregate) =>
    aggregate.updatedAt === null ? null : shownTime(aggregate.updatedAt),
  ),
  // Deleted aggregates are never shown, so these two never change.
  deleted_at: field(T.Null(), () => null),
  deleted: field(T.Literal(false), () => false),
  availability_zone: field(nullable(T.String()), zoneOf),
}

export const aggregateView = new View<Aggregate>({ ...identity, ...members, ...state })

/** What a new aggregate answers with: it has no hosts yet, and says nothing of its metadata. */
export const newAggregateView = new View<Aggregate>({ ...identity, ...state })
