/**
 * What a mapping may look like, and all that is wrong with one that does not. Other bodies are
 * refused for their first mistake; Keystone lists those of a mapping, sorted
 * (keystone/federation/utils.py, validate_mapping_structure).
 */
import { byCodePoint, repr } from '../../kernel/python/repr.ts'
import { assertions, isRecord, noOthers, type Schema } from '../../kernel/wording/assertions.ts'

const VERSIONS = ['1.0', '2.0', '3.0'] as const
export type SchemaVersion = (typeof VERSIONS)[number]
export const DEFAULT_VERSION: SchemaVersion = '1.0'

export function isKnownVersion(version: unknown): version is SchemaVersion {
  return VERSIONS.some((known) => known === version)
}

const TEXT = { type: 'string' }
const DOMAIN = closedObject({ id: TEXT, name: TEXT })
const ROLES = { type: 'array', items: closedObject({ name: TEXT }, ['name']) }
const GROUP = {
  type: 'object',
  oneOf: [
    closedObject({ id: TEXT }, ['id']),
    closedObject({ name: TEXT, domain: DOMAIN }, ['name', 'domain']),
  ],
}
const USER = closedObject({
  id: TEXT,
  name: TEXT,
  email: TEXT,
  domain: DOMAIN,
  type: { type: 'string', enum: ['ephemeral', 'local'] },
})
const REMOTE = {
  type: 'object',
  oneOf: [
    closedObject({ type: TEXT }, ['type']),
    ...['any_one_of', 'not_any_of', 'blacklist', 'whitelist'].map((name) =>
      closedObject({ type: TEXT, [name]: { type: 'array' }, regex: { type: 'boolean' } }, [
        'type',
        name,
      ]),
    ),
  ],
}

function closedObject(properties: Schema, required: readonly string[] = []): Schema {
  return { type: 'object', required, properties, additionalProperties: false }
}

/** From 2.0 on a project may name its domain; from 3.0 on projects may come as JSON. */
function schemaOf(version: SchemaVersion): Schema {
  const domain = version === '1.0' ? {} : { domain: DOMAIN }
  const project = closedObject({ name: TEXT, roles: ROLES, ...domain }, ['name', 'roles'])
  const local = closedObject({
    user: USER,
    projects: { type: 'array', items: project },
    group: GROUP,
    groups: TEXT,
    group_ids: TEXT,
    domain: DOMAIN,
    ...(version === '3.0' && { projects_json: TEXT }),
  })
  const rule = closedObject(
    {
      local: { type: 'array', items: local },
      remote: { minItems: 1, type: 'array', items: REMOTE },
    },
    ['local', 'remote'],
  )
  return {
    type: 'object',
    required: ['rules'],
    properties: { rules: { minItems: 1, type: 'array', items: rule }, schema_version: TEXT },
  }
}

const SCHEMAS = new Map(VERSIONS.map((version) => [version, schemaOf(version)]))

/** Everything that is wrong, in the words of python-jsonschema; empty where nothing is. */
export function mistakesIn(version: SchemaVersion, mapping: unknown): string[] {
  return mistakes(SCHEMAS.get(version)!, mapping).sort(byCodePoint)
}

/** Of the keywords, those that the schemas above use. */
function mistakes(schema: Schema, value: unknown): string[] {
  return Object.entries(schema).flatMap(([keyword, expected]) => {
    switch (keyword) {
      case 'properties':
        return !isRecord(value)
          ? []
          : Object.entries(expected as Record<string, Schema>).flatMap(([name, inner]) =>
              Object.hasOwn(value, name) ? mistakes(inner, value[name]) : [],
            )
      case 'items':
        return Array.isArray(value)
          ? value.flatMap((item) => mistakes(expected as Schema, item))
          : []
      case 'required':
        return isRecord(value)
          ? (expected as string[])
              .filter((name) => !Object.hasOwn(value, name))
              .map((name) => `${repr(name)} is a required property`)
          : []
      case 'additionalProperties':
        return noOthers(value, schema, false) ?? []
      case 'oneOf':
        return (expected as Schema[]).some((one) => mistakes(one, value).length === 0)
          ? []
          : `${repr(value)} is not valid under any of the given schemas`
      default: {
        const complaint = assertions.get(keyword)?.(expected as never, value, schema) ?? []
        return typeof complaint === 'string' ? complaint : []
      }
    }
  })
}
