import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { NO_PARAMETERS } from '../../kernel/query.ts'
import { closed } from '../../kernel/view.ts'
import { collection, collectionOf, SELF } from '../collections.ts'
import { operation, target } from '../operation.ts'
import { ADMIN, ADMIN_OR_SYSTEM_READER, identityRule, NO_DOMAIN } from '../base-rules.ts'
import { open } from '../schemas.ts'
import { named } from '../rows.store.ts'
import { missingMapping } from './faults.ts'
import { DEFAULT_VERSION, isKnownVersion, mistakesIn } from './mapping.schemas.ts'
import {
  deleteMapping,
  findMapping,
  insertMapping,
  listMappings,
  updateMapping,
  type MappingRow,
} from './mappings.store.ts'

const ALL = '/v3/OS-FEDERATION/mappings'
const EACH = `${ALL}/{mapping_id}`
const LIST = identityRule(
  'list_mappings',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'List mappings.',
  `GET ${ALL}`,
  `HEAD ${ALL}`,
)
const GET = identityRule(
  'get_mapping',
  ADMIN_OR_SYSTEM_READER,
  NO_DOMAIN,
  'Show a mapping.',
  `GET ${EACH}`,
  `HEAD ${EACH}`,
)
const CREATE = identityRule('create_mapping', ADMIN, NO_DOMAIN, 'Make a mapping.', `PUT ${EACH}`)
const UPDATE = identityRule(
  'update_mapping',
  ADMIN,
  NO_DOMAIN,
  'Change a mapping.',
  `PATCH ${EACH}`,
)
const DELETE = identityRule(
  'delete_mapping',
  ADMIN,
  NO_DOMAIN,
  'Delete a mapping.',
  `DELETE ${EACH}`,
)

const mapping = target({
  ...named('mapping_id', {
    table: 'identity_federation_mappings',
    find: findMapping,
    missing: missingMapping,
  }),
  whenMissing: 'last',
  attributes: (_, { mapping_id }) => ({ mapping_id }),
})

const MAPPING = closed({
  id: T.String(),
  rules: T.Array(T.Unknown()),
  schema_version: T.String(),
  links: SELF,
})
const ONE = closed({ mapping: MAPPING })

/** Anything: what is wrong with a mapping Keystone words in its own way, all of it at once. */
const BODY = open({ mapping: T.Optional(T.Unknown()) })

function render(row: MappingRow, ctx: RequestContext) {
  return {
    id: row.id,
    rules: parseExactly(row.rules) as unknown[],
    schema_version: row.schema_version,
    links: { self: `${ctx.endpoint}/OS-FEDERATION/mappings/${row.id}` },
  }
}

/** @throws 400 with everything that is wrong */
function rowOf(id: string, asked: unknown = {}): MappingRow {
  const { rules, schema_version: version } = (asked ?? {}) as Record<string, unknown>
  const known = version || DEFAULT_VERSION
  if (!isKnownVersion(known)) throw badRequest(`Unknown schema_version: ${JSON.stringify(known)}`)
  const mistakes = mistakesIn(known, asked)
  if (mistakes.length > 0) throw badRequest(mistakes.map((mistake) => `${mistake}\n`).join(''))
  return { id, rules: JSON.stringify(rules), schema_version: known }
}

export const mappingsOperations = [
  operation({
    id: 'mappings.list',
    method: 'GET',
    path: '/OS-FEDERATION/mappings',
    summary: 'List mappings.',
    policy: LIST,
    query: NO_PARAMETERS,
    response: { 200: collectionOf('mappings', MAPPING) },
    errors: [403],
    async handle({ tx, ctx }) {
      const rows = await listMappings(tx)
      const items = rows.map((row) => render(row, ctx))
      return collection(ctx, 'mappings', items)
    },
  }),

  operation({
    id: 'mappings.create',
    method: 'PUT',
    path: '/OS-FEDERATION/mappings/{mapping_id}',
    summary: 'Make a mapping: what users of elsewhere are here, by what is said of them.',
    policy: CREATE,
    body: BODY,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 409],
    async handle({ tx, ctx, params, body }) {
      const row = rowOf(params.mapping_id, body.mapping)
      await insertMapping(tx, row)
      return { mapping: render(row, ctx) }
    },
  }),

  operation({
    id: 'mappings.show',
    method: 'GET',
    path: '/OS-FEDERATION/mappings/{mapping_id}',
    summary: 'Show a mapping.',
    policy: GET,
    target: mapping,
    response: { 200: ONE },
    errors: [403, 404],
    handle: ({ ctx, target }) => ({ mapping: render(target, ctx) }),
  }),

  operation({
    id: 'mappings.update',
    method: 'PATCH',
    path: '/OS-FEDERATION/mappings/{mapping_id}',
    summary: 'Replace the rules of a mapping.',
    policy: UPDATE,
    target: mapping,
    body: BODY,
    response: { 200: ONE },
    errors: [400, 403, 404],
    refuse({ params, body }) {
      rowOf(params.mapping_id, body.mapping)
    },
    async handle({ tx, ctx, target, body }) {
      const row = rowOf(target.id, body.mapping)
      await updateMapping(tx, row)
      return { mapping: render(row, ctx) }
    },
  }),

  operation({
    id: 'mappings.delete',
    method: 'DELETE',
    path: '/OS-FEDERATION/mappings/{mapping_id}',
    summary: 'Delete a mapping, be it in use or not.',
    policy: DELETE,
    target: mapping,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    handle: ({ tx, target }) => deleteMapping(tx, target.id),
  }),
]
