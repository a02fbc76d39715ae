/**
 * JSON patches, as far as OpenStack has them: `add`, `remove` and `replace`. Refusals are in the
 * words of glance/api/v2/images.py, the service whose clients send them.
 */
import { badRequest } from './faults.ts'
import { str } from './python.ts'

const VERBS = ['add', 'remove', 'replace'] as const
type Verb = (typeof VERBS)[number]

export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: readonly string[]; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: readonly string[] }

/**
 * How an operation is written: `rfc6902` as `{"op": "replace", "path": "/name", "value": "x"}`,
 * `draft-04` as `{"replace": "/name", "value": "x"}`.
 */
export type PatchDraft = 'rfc6902' | 'draft-04'

/** The form of each as a schema, for documents. */
export const PATCH_SCHEMA: Readonly<Record<PatchDraft, object>> = {
  rfc6902: {
    type: 'array',
    items: {
      type: 'object',
      properties: { op: { enum: VERBS }, path: { type: 'string' }, value: {} },
      required: ['op', 'path'],
    },
  },
  'draft-04': {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        ...Object.fromEntries(VERBS.map((verb) => [verb, { type: 'string' }])),
        value: {},
      },
      oneOf: VERBS.map((verb) => ({ required: [verb] })),
    },
  },
}

/**
 * Reads a patch; nothing is known yet of what it is applied to.
 * @param value the body as JSON
 * @throws Fault 400
 */
export function readPatch(value: unknown, draft: PatchDraft): PatchOperation[] {
  if (typeof value !== 'object' || value === null) {
    throw badRequest('Unexpected body type. Expected list/dict.')
  }
  if (!Array.isArray(value)) {
    throw badRequest('Request body must be a JSON array of operation objects.')
  }
  return value.map((item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw badRequest('Operations must be JSON objects.')
    }
    return readOperation(item as Record<string, unknown>, draft)
  })
}

function readOperation(item: Record<string, unknown>, draft: PatchDraft): PatchOperation {
  const op = draft === 'rfc6902' ? verbIn(item) : verbAmong(item)
  const path = readPointer(draft === 'rfc6902' ? pathIn(item) : item[op])
  if (op === 'remove') return { op, path }
  if (!Object.hasOwn(item, 'value')) {
    throw badRequest(`Operation "${op}" requires a member named "value".`)
  }
  return { op, path, value: item['value'] }
}

function verbIn(item: Record<string, unknown>): Verb {
  const choices = `It must be one of the following: ${VERBS.join(', ')}.`
  const op = Object.hasOwn(item, 'op') ? item['op'] : null
  if (op === null) throw badRequest(`Unable to find \`op\` in JSON Schema change. ${choices}`)
  const verb = VERBS.find((known) => known === op)
  if (verb === undefined) throw badRequest(`Invalid operation: \`${str(op)}\`. ${choices}`)
  return verb
}

function pathIn(item: Record<string, unknown>): unknown {
  if (Object.hasOwn(item, 'path')) return item['path']
  throw badRequest("Unable to find 'path' in JSON Schema change")
}

function verbAmong(item: Record<string, unknown>): Verb {
  const [verb, ...others] = VERBS.filter((known) => Object.hasOwn(item, known))
  const members = 'one member named "add", "remove", or "replace".'
  if (verb === undefined) throw badRequest(`Operation objects must contain exactly ${members}`)
  if (others.length > 0) throw badRequest(`Operation objects must contain only ${members}`)
  return verb
}

/**
 * The names on the way to what a pointer points at. Leading slashes beyond the first are dropped,
 * and so is space around a name, as Glance does.
 */
function readPointer(pointer: unknown): string[] {
  // The real service fails on a pointer that is no text.
  if (typeof pointer !== 'string' || !pointer.startsWith('/')) {
    throw badRequest(`Pointer \`${str(pointer)}\` does not start with "/".`)
  }
  const wrong = mistakeIn(pointer)
  if (wrong !== undefined) throw badRequest(`Pointer \`${pointer}\` ${wrong}`)
  const names = pointer.replace(/^\/+/, '').split('/')
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~').trim())
}

function mistakeIn(pointer: string): string | undefined {
  const rest = pointer.slice(1)
  if (/\/\s*\//.test(rest)) return 'contains adjacent "/".'
  if (rest !== '' && rest.endsWith('/')) return 'end with "/".'
  if (rest.trim() === '/') return 'does not contains valid token.'
  if (/~(?![01])/.test(pointer)) {
    return 'contains "~" not part of a recognized escape sequence.'
  }
  return undefined
}
