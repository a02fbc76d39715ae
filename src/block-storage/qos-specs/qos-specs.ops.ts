import { Type as T } from 'typebox'
import { badRequest, notFound } from '../../kernel/faults.ts'
import { nextLinks } from '../../kernel/lists/paging.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed, LINK, many, stepped } from '../../kernel/view.ts'
import { booleanParameter } from '../booleans.ts'
import { NAME_SKIP_LEADING_TRAILING_SPACES } from '../formats.ts'
import { operation } from '../operation.ts'
import { EXTRA_SPECS } from '../parameters.ts'
import { associationsOf, disassociate } from './associations.store.ts'
import { CREATE, DELETE, GET, GET_ALL, UPDATE } from './policies.ts'
import { newQosSpecs, qosChanges, qosList } from './qos-specs.ts'
import {
  changeQosSpecs,
  deleteItems,
  deleteQosSpecs,
  insertQosSpecs,
  pageOfQosSpecs,
} from './qos-specs.store.ts'
import { qosSpecsTarget } from './qos-specs.usecase.ts'
import { qosSpecsLinks, qosSpecsView } from './qos-specs.view.ts'

const PATH = '/qos-specs/{qos_specs_id}'

/** With its links beside it. */
const ONE = stepped(qosSpecsView.steps, (asked) =>
  closed({ qos_specs: qosSpecsView.at(asked), links: T.Array(LINK) }),
)

const list = operation({
  id: 'qos_specs.list',
  method: 'GET',
  path: '/qos-specs',
  summary: 'List QoS specs',
  policy: GET_ALL,
  query: qosList,
  response: { 200: many('qos_specs', qosSpecsView) },
  errors: [400, 403, 404],
  async handle({ tx, ctx, query }) {
    const found = await pageOfQosSpecs(tx, query)
    const links = nextLinks(
      query,
      found.map(({ id }) => id),
    )
    return {
      qos_specs: found.map((qos) => qosSpecsView.render(qos, ctx)),
      ...(links && { qos_specs_links: links }),
    }
  },
})

const create = operation({
  id: 'qos_specs.create',
  method: 'POST',
  path: '/qos-specs',
  summary: 'Create QoS specs',
  policy: CREATE,
  body: closed({
    qos_specs: T.Object({ name: T.String({ format: NAME_SKIP_LEADING_TRAILING_SPACES }) }),
  }),
  response: { 200: ONE },
  errors: [400, 403, 409],
  async handle({ tx, ctx, env, body }) {
    const asked = { id: env.ids.uuid(), ...newQosSpecs(body.qos_specs) }
    await insertQosSpecs(tx, asked, env.clock.isoNow())
    return { qos_specs: qosSpecsView.render(asked, ctx), links: qosSpecsLinks(ctx, asked) }
  },
})

const show = operation({
  id: 'qos_specs.show',
  method: 'GET',
  path: PATH,
  summary: 'Show QoS specs',
  policy: GET,
  target: qosSpecsTarget,
  query: NO_PARAMETERS,
  response: { 200: ONE },
  errors: [403, 404],
  handle: ({ ctx, target }) => ({
    qos_specs: qosSpecsView.render(target, ctx),
    links: qosSpecsLinks(ctx, target),
  }),
})

const update = operation({
  id: 'qos_specs.update',
  method: 'PUT',
  path: PATH,
  summary: 'Set keys of QoS specs, or who enforces them',
  policy: UPDATE,
  target: qosSpecsTarget,
  body: closed({ qos_specs: EXTRA_SPECS }),
  response: { 200: closed({ qos_specs: T.Record(T.String(), T.Union([T.String(), T.Null()])) }) },
  errors: [400, 403, 404],
  async handle({ tx, env, target, body }) {
    await changeQosSpecs(tx, target.id, qosChanges(body.qos_specs, target), env.clock.isoNow())
    return body
  },
})

const deleteKeys = operation({
  id: 'qos_specs.delete_keys',
  method: 'PUT',
  path: `${PATH}/delete_keys`,
  summary: 'Delete keys of QoS specs',
  policy: DELETE,
  target: qosSpecsTarget,
  // What stands before a key that is not there is deleted all the same.
  transaction: 'none',
  body: closed({
    keys: T.Array(T.String({ minLength: 1, maxLength: 255 }), { uniqueItems: true }),
  }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  async handle({ env, reload, body: { keys } }) {
    const missed = await env.database.write(async (tx) => {
      const { id, specs } = await reload(tx)
      const missing = keys.findIndex((key) => !specs.has(key))
      await deleteItems(tx, id, missing < 0 ? keys : keys.slice(0, missing))
      return missing < 0 ? undefined : { id, key: keys[missing] }
    })
    if (missed) throw notFound(`QoS spec ${missed.id} has no spec with key ${missed.key}.`)
  },
})

const remove = operation({
  id: 'qos_specs.delete',
  method: 'DELETE',
  path: PATH,
  summary: 'Delete QoS specs; with `force=true` those that volume types refer to as well',
  policy: DELETE,
  target: qosSpecsTarget,
  query: T.Object({ force: T.Optional(T.String()) }),
  success: 202,
  response: { 202: null },
  errors: [400, 403, 404],
  refuse({ query }) {
    booleanParameter('force', query.force ?? 'false')
  },
  async handle({ tx, env, target: { id }, query }) {
    if (booleanParameter('force', query.force ?? 'false')) {
      await disassociate(tx, { qosId: id, now: env.clock.isoNow() })
    } else if ((await associationsOf(tx, id)).length > 0) {
      throw badRequest('Qos specs still in use.')
    }
    await deleteQosSpecs(tx, id)
  },
})

export const qosSpecsOperations = [list, create, show, update, deleteKeys, remove]
