import { parseExactly } from '../../kernel/python.ts'
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { isRecord } from '../../kernel/wording/assertions.ts'
import { closed } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import { resourceOperations } from '../families/resources.ops.ts'
import { target } from '../operation.ts'
import { adminsRule, readersRule } from '../base-rules.ts'
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
const LIST = readersRule('list_mappings', 'List mappings.', `GET ${ALL}`, `HEAD ${ALL}`)
const GET = readersRule('get_mapping', 'Show a mapping.', `GET ${EACH}`, `HEAD ${EACH}`)
const CREATE = adminsRule('create_mapping', 'Make a mapping.', `PUT ${EACH}`)
const UPDATE = adminsRule('update_mapping', 'Change a mapping.', `PATCH ${EACH}`)
const DELETE = adminsRule('delete_mapping', 'Delete a mapping.', `DELETE ${EACH}`)

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
function rowOf(id: string, sent: unknown = {}): MappingRow {
  const { rules, schema_version: version } = (sent ?? {}) as Record<string, unknown>
  const known = version || DEFAULT_VERSION
  if (!isKnownVersion(known)) throw badRequest(`Unknown schema_version: ${JSON.stringify(known)}`)
  // Clients send null for a version that they do not choose.
  const asked = isRecord(sent) && !version ? { ...sent, schema_version: known } : sent
  const mistakes = mistakesIn(known, asked)
  if (mistakes.length > 0) throw badRequest(mistakes.map((mistake) => `${mistake}\n`).join(''))
  return { id, rules: JSON.stringify(rules), schema_version: known }
}

export const mappingsOperations = resourceOperations({
  one: 'mapping',
  all: 'mappings',
  path: '/OS-FEDERATION/mappings',
  parameter: 'mapping_id',
  target: mapping,
  schema: MAPPING,
  render,
  list: { summary: 'List mappings.', policy: LIST, handle: ({ tx }) => listMappings(tx) },
  create: {
    summary: 'Make a mapping: what users of elsewhere are here, by what is said of them.',
    policy: CREATE,
    method: 'PUT',
    body: BODY,
    errors: [400, 403, 409],
    async handle({ tx, params, body }) {
      const row = rowOf(params.mapping_id, body.mapping)
      await insertMapping(tx, row)
      return row
    },
  },
  show: { summary: 'Show a mapping.', policy: GET },
  update: {
    summary: 'Replace the rules of a mapping.',
    policy: UPDATE,
    body: BODY,
    refuse({ params, body }) {
      rowOf(params.mapping_id, body.mapping)
    },
    async handle({ tx, target, body }) {
      const row = rowOf(target.id, body.mapping)
      await updateMapping(tx, row)
      return row
    },
  },
  delete: {
    summary: 'Delete a mapping, be it in use or not.',
    policy: DELETE,
    handle: ({ tx, target }) => deleteMapping(tx, target.id),
  },
})
