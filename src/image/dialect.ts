import type { TSchema } from 'typebox'
import { badRequest, methodNotAllowed, STOCK_MESSAGE, type Fault } from '../kernel/faults.ts'
import { dumps } from '../kernel/python.ts'
import type { Dialect } from '../kernel/service.ts'
import { violationOf } from '../kernel/validate.ts'
import { pageOf } from '../kernel/webob-pages.ts'
import { detailed } from './faults.ts'

/** How Glance words what the kernel says on its behalf (glance/common/wsgi.py, webob/exc.py). */
export const dialect: Dialect = {
  json: dumps,
  fault: pageOf,
  emptyType: 'text/html; charset=UTF-8',
  invalid: (schema, value) => badRequest(violationIn(schema, value)),
  policyRefused: (rule) => `You are not authorized to complete ${rule} action.`,
  // It has neither projects in paths, actions by body, nor microversions.
  projectMismatch: unheardOf,
  unknownAction: unheardOf,
  microversionMalformed: unheardOf,
  microversionUnsupported: unheardOf,
  microversionOfOthers: () => undefined,
  repeated: 'last',
  mediaTypes: 'any',
  mediaTypeRefused,
  bodyMissing: () => badRequest('Body expected in request.'),
  bodyMalformed: () => badRequest('Malformed JSON in request body.'),
  bodyUnexpected: () => badRequest('A body is not expected with this request.'),
  methodNotAllowed,
  severalRanges:
    'Requests with multiple ranges are not supported in Glance. You may make multiple ' +
    'single-range requests instead.',
}

function unheardOf(): Fault {
  return badRequest(STOCK_MESSAGE[400])
}

function violationIn(schema: TSchema, value: unknown): string {
  return violationOf(schema, value, { relaxed: false }).message
}

function mediaTypeRefused(mediaType: string, expected: readonly string[]): Fault {
  if (!expected.some((type) => type.endsWith('-patch'))) {
    return detailed(415, `Invalid content type ${mediaType || 'None'}`)
  }
  const types = expected.toSorted().join(', ')
  return detailed(415, `Image PATCH expects Content-Type one of: ${types}`, {
    'Accept-Patch': types,
  })
}
