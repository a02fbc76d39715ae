import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { collection, collectionOf } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { adminsRule, readersRule } from '../base-rules.ts'
import { oddNamesFirst, upstream } from '../schemas.ts'
import { missingProtocol } from './faults.ts'
import {
  deleteProtocol,
  findProtocol,
  insertProtocol,
  listProtocols,
  requireMapping,
  updateProtocol,
  type ProtocolRow,
} from './protocols.store.ts'

const PATH = '/OS-FEDERATION/identity_providers/{idp_id}/protocols'
const ALL = `/v3${PATH}` as const
const EACH = `${ALL}/{protocol_id}`
const LIST = readersRule(
  'list_protocols',
  'List the protocols of an identity provider.',
  `GET ${ALL}`,
)
const GET = readersRule('get_protocol', 'Show a protocol of an identity provider.', `GET ${EACH}`)
const CREATE = adminsRule('create_protocol', 'Give an identity provider a protocol.', `PUT ${EACH}`)
const UPDATE = adminsRule('update_protocol', 'Change the mapping of a protocol.', `PATCH ${EACH}`)
const DELETE = adminsRule(
  'delete_protocol',
  'Take a protocol from an identity provider.',
  `DELETE ${EACH}`,
)

type Params = { readonly idp_id: string; readonly protocol_id: string }

const protocol = target<ProtocolRow, Params>({
  load: (tx, { params, lock }) => findProtocol(tx, params.idp_id, params.protocol_id, lock),
  missing: ({ idp_id, protocol_id }) => missingProtocol(idp_id, protocol_id),
  whenMissing: 'last',
  attributes: (_, { idp_id, protocol_id }) => ({ idp_id, protocol_id }),
})

const LINKS = closed({ self: T.String(), identity_provider: T.String() })
const PROTOCOL = closed({ id: T.String(), mapping_id: T.String(), links: LINKS })
const LISTED = closed({
  id: T.String(),
  idp_id: T.String(),
  mapping_id: T.String(),
  remote_id_attribute: nullable(T.String()),
  links: LINKS,
})

const MAPPING_ID = T.String({ minLength: 1, maxLength: 64 })
/** Source: keystone/federation/schema.py. */
const BODY = closed({
  protocol: oddNamesFirst(
    closed({
      mapping_id: MAPPING_ID,
      remote_id_attribute: T.Optional(
        upstream<string | null>({ type: ['string', 'null'], maxLength: 64 }),
      ),
    }),
  ),
})
const CHANGES = closed({
  protocol: oddNamesFirst(
    T.Object(
      {
        mapping_id: MAPPING_ID,
        remote_id_attribute: T.Optional(T.String({ maxLength: 64 })),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
  ),
})

/** Keystone's links lead nowhere (`/v3/protocols/x`); these are those of the API reference. */
function linksOf(row: ProtocolRow, ctx: RequestContext) {
  const provider = `${ctx.endpoint}/OS-FEDERATION/identity_providers/${row.idp_id}`
  return { self: `${provider}/protocols/${row.id}`, identity_provider: provider }
}

function render(row: ProtocolRow, ctx: RequestContext) {
  return { id: row.id, mapping_id: row.mapping_id, links: linksOf(row, ctx) }
}

export const protocolsOperations = [
  operation({
    id: 'protocols.list',
    method: 'GET',
    path: PATH,
    summary: 'List the protocols of an identity provider.',
    policy: LIST,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('protocols', LISTED) },
    errors: [403],
    async handle({ tx, ctx, params }) {
      const rows = await listProtocols(tx, params.idp_id)
      const items = rows.map((row) => ({
        id: row.id,
        idp_id: row.idp_id,
        mapping_id: row.mapping_id,
        remote_id_attribute: row.remote_id_attribute,
        links: linksOf(row, ctx),
      }))
      return collection(ctx, 'protocols', items)
    },
  }),

  ...resourceOperations({
    one: 'protocol',
    all: 'protocols',
    path: PATH,
    parameter: 'protocol_id',
    target: protocol,
    schema: PROTOCOL,
    render,
    create: {
      summary: 'Let users of an identity provider sign in by a protocol and be mapped.',
      policy: CREATE,
      method: 'PUT',
      checks: BODY_FIRST,
      body: BODY,
      errors: [400, 403, 404, 409],
      async handle({ tx, params, body }) {
        const row = {
          idp_id: params.idp_id,
          id: params.protocol_id,
          mapping_id: body.protocol.mapping_id,
          remote_id_attribute: body.protocol.remote_id_attribute ?? null,
        }
        await insertProtocol(tx, row)
        return row
      },
    },
    show: { summary: 'Show a protocol of an identity provider.', policy: GET },
    update: {
      summary: 'Change the mapping of a protocol.',
      policy: UPDATE,
      checks: BODY_FIRST,
      body: CHANGES,
      async refuse({ tx, body }) {
        await requireMapping(tx, body.protocol.mapping_id)
      },
      handle: ({ tx, target: { idp_id, id }, body }) =>
        updateProtocol(tx, idp_id, id, body.protocol),
    },
    delete: {
      summary: 'Take a protocol from an identity provider.',
      policy: DELETE,
      handle: ({ tx, target: { idp_id, id } }) => deleteProtocol(tx, idp_id, id),
    },
  }),
]
