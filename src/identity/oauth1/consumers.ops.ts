import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { collection, collectionOf, extraOf, SELF } from '../collections.ts'
import { operation, target } from '../operation.ts'
import { ADMIN, ADMIN_OR_SYSTEM_READER, identityRule, NO_DOMAIN } from '../base-rules.ts'
import { recordEnd } from '../revocations/revocations.usecase.ts'
import { named } from '../rows.store.ts'
import { NULLABLE_TEXT, open, upstream } from '../schemas.ts'
import { sealId } from '../credentials/secrets.ts'
import {
  deleteConsumer,
  findConsumer,
  insertConsumer,
  listConsumers,
  updateConsumer,
  type ConsumerRow,
} from './consumers.store.ts'

const ALL = '/v3/OS-OAUTH1/consumers'
const EACH = `${ALL}/{consumer_id}`
const LIST = identityRule(
  'list_consumers',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'List the programs that may ask users for access.',
  `GET ${ALL}`,
)
const GET = identityRule(
  'get_consumer',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show a consumer.',
  `GET ${EACH}`,
)
const CREATE = identityRule('create_consumer', ADMIN, NO_DOMAIN, 'Make a consumer.', `POST ${ALL}`)
const UPDATE = identityRule(
  'update_consumer',
  ADMIN,
  NO_DOMAIN,
  'Change a consumer.',
  `PATCH ${EACH}`,
)
const DELETE = identityRule(
  'delete_consumer',
  ADMIN,
  NO_DOMAIN,
  'Delete a consumer.',
  `DELETE ${EACH}`,
)

const consumer = target({
  ...named('consumer_id', {
    table: 'identity_consumers',
    find: findConsumer,
    missing: missingConsumer,
  }),
  whenMissing: 'last',
  attributes: (_, { consumer_id }) => ({ consumer_id }),
})

/** Open, because clients may have put attributes of their own into it. */
const CONSUMER = T.Object({
  id: T.String(),
  description: nullable(T.String()),
  links: SELF,
})
const ONE = closed({ consumer: CONSUMER })
const CREATED = closed({ consumer: T.Object({ ...CONSUMER.properties, secret: T.String() }) })

const DESCRIPTION = { description: T.Optional(NULLABLE_TEXT) }
/** Source: keystone/oauth1/schema.py. */
const NEW = open({ consumer: T.Optional(open(DESCRIPTION)) })
const CHANGES = open({
  consumer: upstream<{ description?: string | null; id?: unknown }>({
    type: 'object',
    properties: DESCRIPTION,
    not: { required: ['secret'] },
    minProperties: 1,
    additionalProperties: true,
  }),
})

const ATTRIBUTES = new Set(['id', 'description', 'secret', 'links'])

function render(row: ConsumerRow, ctx: RequestContext) {
  return {
    ...(parseExactly(row.extra) as object),
    id: row.id,
    description: row.description,
    links: { self: `${ctx.endpoint}/OS-OAUTH1/consumers/${row.id}` },
  }
}

export function missingConsumer(): Fault {
  return notFound('Consumer not found')
}

export const consumersOperations = [
  operation({
    id: 'consumers.list',
    method: 'GET',
    path: '/OS-OAUTH1/consumers',
    summary: 'List the programs that may ask users for access.',
    policy: LIST,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('consumers', CONSUMER) },
    errors: [403],
    async handle({ tx, ctx }) {
      const rows = await listConsumers(tx)
      const items = rows.map((row) => render(row, ctx))
      return collection(ctx, 'consumers', items)
    },
  }),

  operation({
    id: 'consumers.create',
    method: 'POST',
    path: '/OS-OAUTH1/consumers',
    summary: 'Make a consumer; its secret is shown this once.',
    policy: CREATE,
    body: NEW,
    success: 201,
    response: { 201: CREATED },
    errors: [400, 403],
    async handle({ tx, ctx, env, body }) {
      const asked = body.consumer ?? {}
      const [id, secret] = [env.ids.hex(), env.ids.hex()]
      const row = {
        id,
        secret: env.vault.seal(secret, sealId('consumer', id)),
        description: asked.description ?? null,
        extra: JSON.stringify(extraOf(asked, ATTRIBUTES)),
      }
      await insertConsumer(tx, row)
      return { consumer: { ...render(row, ctx), secret } }
    },
  }),

  operation({
    id: 'consumers.show',
    method: 'GET',
    path: '/OS-OAUTH1/consumers/{consumer_id}',
    summary: 'Show a consumer.',
    policy: GET,
    target: consumer,
    response: { 200: ONE },
    errors: [403, 404],
    handle: ({ ctx, target }) => ({ consumer: render(target, ctx) }),
  }),

  operation({
    id: 'consumers.update',
    method: 'PATCH',
    path: '/OS-OAUTH1/consumers/{consumer_id}',
    summary: 'Change a consumer, but never its secret.',
    policy: UPDATE,
    target: consumer,
    body: CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404],
    refuse({ params: { consumer_id: id }, body }) {
      if ((body.consumer.id ?? id) !== id) throw badRequest('Cannot change ID')
    },
    async handle({ tx, ctx, target: before, body }) {
      const changes = body.consumer
      const extra = { ...(parseExactly(before.extra) as object), ...extraOf(changes, ATTRIBUTES) }
      const after = {
        description: changes.description === undefined ? before.description : changes.description,
        extra: JSON.stringify(extra),
      }
      await updateConsumer(tx, before.id, after)
      return { consumer: render({ ...before, ...after }, ctx) }
    },
  }),

  operation({
    id: 'consumers.delete',
    method: 'DELETE',
    path: '/OS-OAUTH1/consumers/{consumer_id}',
    summary: 'Delete a consumer and all that users have allowed it.',
    policy: DELETE,
    target: consumer,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, env, target }) {
      await deleteConsumer(tx, target.id)
      await recordEnd(tx, env, [{ kind: 'consumer', subject_id: target.id }])
    },
  }),
]
