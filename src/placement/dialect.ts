/** How Placement words what the kernel says on its behalf (placement/util.py, webob/exc.py). */
import type { TSchema } from 'typebox'
import {
  AuthenticationRequired,
  Fault,
  methodNotAllowed,
  STOCK_MESSAGE,
  unsupportedMediaType,
} from '../kernel/faults.ts'
import { version } from '../kernel/microversion.ts'
import { dumps, repr } from '../kernel/python.ts'
import type { Dialect, RefusedRequest } from '../kernel/service.ts'
import { TITLES, withoutTags } from '../kernel/webob-pages.ts'
import { violationOf } from '../kernel/validate.ts'
import { explainBest, inFull } from '../kernel/wording.ts'
import { CODES, refusal } from './faults.ts'

/** Not the service's own body: keystonemiddleware answers before the service is reached. */
const AUTHENTICATION_REQUIRED = dumps({
  error: { code: 401, title: 'Unauthorized', message: STOCK_MESSAGE[401] },
})

/** Faults say from here on what went wrong in a word for programs. */
const WITH_CODES = version('1.23')

export const dialect: Dialect = {
  json: dumps,
  fault: (fault, asked) => ({
    body: fault instanceof AuthenticationRequired ? AUTHENTICATION_REQUIRED : bodyOf(fault, asked),
    contentType: 'application/json',
  }),
  invalid: (schema, value, where) => {
    const place = where === 'body' ? 'JSON does not validate' : 'Invalid query string parameters'
    return refusal(400, `${place}: ${violationIn(schema, value)}`)
  },
  policyRefused: (rule) => `Policy does not allow ${rule} to be performed.`,
  // It has neither projects in paths nor actions by body.
  projectMismatch: () => refusal(400, ''),
  unknownAction: () => refusal(400, ''),
  microversionMalformed: (text) =>
    refusal(
      400,
      `Invalid microversion: invalid version string: ${text}; ${mistakeInVersion(text)}`,
    ),
  microversionUnsupported: (text, min, max) =>
    refusal(406, `Invalid microversion: Unacceptable version header: ${text}`, {
      details: { max_version: max, min_version: min },
    }),
  microversionOfOthers: () => undefined,
  repeated: 'last',
  mediaTypes: new Set(['application/json']),
  mediaTypeRefused: (mediaType) =>
    mediaType === ''
      ? refusal(400, 'content-type header required when content-length > 0')
      : notJson(mediaType),
  bodyMissing: () => notJson('None'),
  bodyMalformed: () => refusal(400, 'Malformed JSON: it cannot be read'),
  wholeFloatsAreIntegers: true,
  methodNotAllowed: (allowed) =>
    new Fault(405, 'The method specified is not allowed for this resource.', {
      headers: methodNotAllowed(allowed).headers,
    }),
}

/** What Python says of it. Source: microversion_parse (parse_version_string). */
function mistakeInVersion(text: string): string {
  const parts = text.split('.')
  const odd = parts.find((part) => !/^\s*[-+]?\d+\s*$/.test(part))
  if (odd !== undefined) return `invalid literal for int() with base 10: ${repr(odd)}`
  return parts.length < 2
    ? "Version.__new__() missing 1 required positional argument: 'minor'"
    : `Version.__new__() takes 3 positional arguments but ${parts.length + 1} were given`
}

function notJson(mediaType: string): Fault {
  return unsupportedMediaType(
    `The media type ${mediaType} is not supported, use application/json`,
    { details: { mediaType } },
  )
}

/** All that `jsonschema.validate()` says of what it finds worst. */
function violationIn(schema: TSchema, value: unknown): string {
  return inFull(explainBest(schema, value) ?? violationOf(schema, value))
}

/**
 * One error, laid out as the guideline of the API working group has it.
 * Source: placement/util.py (json_error_formatter).
 */
function bodyOf(fault: Fault, asked: RefusedRequest): string {
  const { status, type, details } = fault
  const { requestId, version: asOf } = asked
  return dumps({
    errors: [
      {
        status,
        title: TITLES[status] ?? 'Error',
        detail: withoutTags(textOf(fault, asked)),
        ...(asOf !== undefined && asOf >= WITH_CODES && { code: codeOf(type) }),
        request_id: requestId,
        ...(status === 406 && details),
      },
    ],
  })
}

/** Others than this service's refusals have a type, too, which says nothing here. */
function codeOf(type: string | undefined): string {
  return type?.startsWith('placement.') ? type : CODES.undefined
}

/** The template has no end to its bracket. */
const NOT_ACCEPTABLE =
  'The resource could not be generated that was acceptable to your browser\n' +
  '(content of type application/json. '

/** The body templates of webob's exceptions. */
function textOf(fault: Fault, { method }: RefusedRequest): string {
  const { status, details } = fault
  const stock = STOCK_MESSAGE[status]
  const detail = fault.message === stock ? '' : fault.message
  if (status === 405) {
    return `The method ${method} is not allowed for this resource. <br /><br />\n${detail}`
  }
  if (status === 415) {
    const type = (details?.['mediaType'] as string | undefined) ?? 'None'
    return `The request media type ${type} is not supported by this server.\n<br /><br />\n${detail}`
  }
  if (status === 406) {
    return `${NOT_ACCEPTABLE}<br /><br />\n${detail}`
  }
  return `${stock ?? ''}<br /><br />\n${detail}\n\n`
}
