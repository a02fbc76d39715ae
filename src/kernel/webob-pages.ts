/**
 * Bodies of refusals as webob writes them where a service has no form of its own: HTML, JSON or plain
 * text, whichever the client takes.
 * Source: webob/exc.py (WSGIHTTPException.generate_response and its templates), webob/acceptparse.py.
 */
import { AuthenticationRequired, STOCK_MESSAGE, type Fault } from './faults.ts'
import { dumps } from './python.ts'
import type { RefusedRequest } from './service.ts'

/** `title` of the exceptions of webob; none has the newer names of RFC 9110. */
export const TITLES: Readonly<Record<number, string>> = {
  300: 'Multiple Choices',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  416: 'Request Range Not Satisfiable',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
}

const UNAUTHORIZED =
  'This server could not verify that you are authorized to access the document you requested. ' +
  'Either you supplied the wrong credentials (e.g., bad password), or your browser does not ' +
  'understand how to supply the credentials required.'

type Escape = (text: string) => string

export function pageOf(
  fault: Fault,
  asked: RefusedRequest,
): { body: string | Buffer; contentType: string } {
  const title = TITLES[fault.status] ?? 'Error'
  const status = `${fault.status} ${title}`
  switch (preferred(asked.headers.accept)) {
    case 'text/html': {
      const body = htmlOf(status, textOf(fault, asked, escapeHtml))
      return { body, contentType: 'text/html; charset=UTF-8' }
    }
    case 'application/json': {
      const message = textOf(fault, asked, asItIs)
      return { body: dumps({ message, code: status, title }), contentType: 'application/json' }
    }
    case undefined: {
      const text = `${status}\n\n${withoutTags(textOf(fault, asked, asItIs))}`
      return { body: Buffer.from(text), contentType: 'text/plain; charset=UTF-8' }
    }
  }
}

function textOf(fault: Fault, { method, headers }: RefusedRequest, escape: Escape): string {
  const detail = escape((fault.details?.['detail'] as string | undefined) ?? '')
  // A body template of its own, of nothing but the explanation.
  if (fault.details?.['isBare'] === true) return escape(fault.message)
  if (fault.status === 405) {
    return `The method ${escape(method)} is not allowed for this resource. <br /><br />\n${detail}`
  }
  if (fault.status === 415) {
    const type = headers['content-type']
    const shown = type === undefined ? '${CONTENT_TYPE}' : escape(type)
    return `The request media type ${shown} is not supported by this server.\n<br /><br />\n${detail}`
  }
  // Glance gives what is wrong with a range as the detail (glance/common/wsgi.py).
  if (fault.status === 416) {
    return `${STOCK_MESSAGE[416]}<br /><br />\n${escape(fault.message)}\n\n`
  }
  const explanation = fault instanceof AuthenticationRequired ? UNAUTHORIZED : fault.message
  return `${escape(explanation)}<br /><br />\n${detail}\n\n`
}

function htmlOf(status: string, text: string): string {
  return `<html>
 <head>
  <title>${status}</title>
 </head>
 <body>
  <h1>${status}</h1>
  ${text}
 </body>
</html>`
}

const asItIs: Escape = (text) => text

/** ASCII: what is beyond is a reference to the character. */
function escapeHtml(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')
  return escaped.replaceAll(/[^\x00-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`)
}

/** Plain text of what would be a page. */
export function withoutTags(text: string): string {
  return text
    .replaceAll('\n', ' ')
    .replaceAll('\r', '')
    .replaceAll(/<br[^>]*>/gi, '\n')
    .replaceAll(/<!--|-->/g, '')
    .replaceAll(/<[^>]*>/g, '')
}

const OFFERS = ['text/html', 'application/json'] as const
type Offer = (typeof OFFERS)[number]

/** Whether the client takes an answer of this type (`application/json`). */
export function accepts(accept: string | undefined, offer: string): boolean {
  if (accept === undefined || accept.trim() === '') return true
  const ranges = rangesIn(accept)
  return ranges === undefined || qualityOf(offer, ranges) > 0
}

/** What the client takes rather; undefined where it takes neither, or does not say. */
function preferred(accept: string | undefined): Offer | undefined {
  if (accept === undefined) return undefined
  const ranges = rangesIn(accept)
  if (ranges === undefined) return 'text/html'
  const qualities = OFFERS.map((offer) => [offer, qualityOf(offer, ranges)] as const)
  const [first, second] = qualities as [(typeof qualities)[0], (typeof qualities)[0]]
  const [offer, quality] = second[1] > first[1] ? second : first
  return quality > 0 ? offer : undefined
}

/** A list with something else in it is no list at all: anything goes. */
function rangesIn(accept: string): string[] | undefined {
  const ranges = accept.split(',').map((part) => part.trim())
  return ranges.every((range) => RANGE.test(range)) ? ranges : undefined
}

const RANGE = /^([\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+)\s*(;.*)?$|^$/

/** By the range that names it most closely. */
function qualityOf(offer: string, ranges: readonly string[]): number {
  const names = [offer, `${offer.split('/')[0]}/*`, '*/*']
  for (const name of names) {
    const range = ranges.find((one) => one.split(';')[0]!.trim().toLowerCase() === name)
    if (range === undefined) continue
    return Number(/;\s*q\s*=\s*([\d.]+)/i.exec(range)?.[1] ?? 1)
  }
  return 0
}
