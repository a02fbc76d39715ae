import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { changedExtra, refuseOtherId } from '../changes.ts'
import { extraOf, SELF } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { operation, target } from '../operation.ts'
import { adminsRule, readersRule } from '../base-rules.ts'
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
import { missingConsumer } from './signed-requests.ts'

const ALL = '/v3/OS-OAUTH1/consumers'
const EACH = `${ALL}/{consumer_id}`
const LIST = readersRule(
  'list_consumers',
  'List the programs that may ask users for access.',
  `GET ${ALL}`,
)
const GET = readersRule('get_consumer', 'Show a consumer.', `GET ${EACH}`)
const CREATE = adminsRule('create_consumer', 'Make a consumer.', `POST ${ALL}`)
const UPDATE = adminsRule('update_consumer', 'Change a consumer.', `PATCH ${EACH}`)
const DELETE = adminsRule('delete_consumer', 'Delete a consumer.', `DELETE ${EACH}`)

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

export const consumersOperations = [
  ...resourceOperations({
    one: 'consumer',
    all: 'consumers',
    path: '/OS-OAUTH1/consumers',
    parameter: 'consumer_id',
    target: consumer,
    schema: CONSUMER,
    render,
    list: {
      summary: 'List the programs that may ask users for access.',
      policy: LIST,
      handle: ({ tx }) => listConsumers(tx),
    },
    show: { summary: 'Show a consumer.', policy: GET },
    update: {
      summary: 'Change a consumer, but never its secret.',
      policy: UPDATE,
      body: CHANGES,
      refuse: ({ params, body }) => refuseOtherId(body.consumer, params.consumer_id),
      async handle({ tx, target: before, body }) {
        const changes = body.consumer
        const after = {
          description: changes.description === undefined ? before.description : changes.description,
          extra: changedExtra(before.extra, changes, ATTRIBUTES),
        }
        await updateConsumer(tx, before.id, after)
        return { ...before, ...after }
      },
    },
    delete: {
      summary: 'Delete a consumer and all that users have allowed it.',
      policy: DELETE,
      async handle({ tx, env, target }) {
        await deleteConsumer(tx, target.id)
        await recordEnd(tx, env, [{ kind: 'consumer', subject_id: target.id }])
      },
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
]
