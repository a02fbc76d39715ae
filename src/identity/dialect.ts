/** How Keystone words and shapes its refusals (keystone/exception.py, server/flask/application.py). */
import { STATUS_CODES } from 'node:http'
import type { TSchema } from 'typebox'
import { badRequest, type Fault, STOCK_MESSAGE } from '../kernel/faults.ts'
import { fieldMessage } from '../kernel/dialect.ts'
import { compactSorted, dumps } from '../kernel/python.ts'
import type { Dialect } from '../kernel/service.ts'
import { notExpected } from './faults.ts'
import { BODY_FIRST } from './operation.ts'
import { keystoneMessage } from './wording.ts'

/** Messages that the kernel leaves to the service. */
const STOCK = new Map([
  [405, 'The method is not allowed for the requested URL.'],
  [500, 'An unexpected error prevented the server from fulfilling your request.'],
])

/** Reason phrases that Python spells as RFC 2616 did. */
const TITLES = new Map([[413, 'Request Entity Too Large']])

export const keystoneDialect: Dialect = {
  fault(fault) {
    const error = {
      code: fault.status,
      message: messageOf(fault),
      title: TITLES.get(fault.status) ?? STATUS_CODES[fault.status] ?? 'Error',
      ...fault.details,
    }
    return { body: compactSorted({ error }), contentType: 'application/json' }
  },
  headers: [['Vary', 'X-Auth-Token']],
  json: (value) => dumps(value) + (isWrittenByHand(value) ? '' : '\n'),
  invalid: (schema, value, where, _relaxed, { checks }) =>
    badRequest(
      checks === BODY_FIRST
        ? fieldMessage(schema, value, 'body')
        : invalidMessage(schema, value, where),
    ),
  policyRefused: (rule) => `You are not authorized to perform the requested action: ${rule}.`,
  projectMismatch: () => badRequest(),
  unknownAction: () => badRequest(),
  microversionMalformed: () => badRequest(),
  microversionUnsupported: () => badRequest(),
  microversionOfOthers: () => undefined,
  repeated: 'first',
  mediaTypes: new Set(['application/json', '']),
  mediaTypeRefused: () => notExpected('application/json', 'Content-Type header'),
  bodyMissing: () => notExpected('valid JSON', 'request body'),
  missingIsEmpty: true,
  objectsOnly: true,
  bodyMalformed: () => notExpected('valid JSON', 'request body'),
}

/** Flask ends what it serialises with a newline; tokens and versions Keystone serialises itself. */
function isWrittenByHand(value: unknown): boolean {
  const roots = ['token', 'version', 'versions', 'resources']
  return typeof value === 'object' && value !== null && roots.some((root) => root in value)
}

function messageOf(fault: Fault): string {
  const stock = STOCK.get(fault.status)
  return stock !== undefined && fault.message === STOCK_MESSAGE[fault.status]
    ? stock
    : fault.message
}

/**
 * Keystone checks what lies under the root key as if it were the whole body, and takes a missing
 * one for empty (keystone/api/*.py: `self.request_body_json.get(…, {})`).
 */
function invalidMessage(schema: TSchema, value: unknown, where: 'body' | 'query'): string {
  if (where === 'query') return keystoneMessage(schema, value)
  const { properties } = schema as { properties?: Record<string, TSchema> }
  const [root, ...others] = Object.entries(properties ?? {})
  if (root === undefined || others.length > 0) return keystoneMessage(schema, value)
  const body = value as Readonly<Record<string, unknown>>
  const inner = Object.hasOwn(body, root[0]) ? body[root[0]] : {}
  const absent = inner === null || !Object.hasOwn(body, root[0])
  if (root[0] === 'auth' && absent) return notExpected('auth', 'request body').message
  return keystoneMessage(root[1], inner)
}
