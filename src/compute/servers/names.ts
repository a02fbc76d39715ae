/** Names that servers are given. Source: openstack/nova nova/utils.py, nova/compute/api.py. */
import { randomInt } from 'node:crypto'

/** What names are made of where the client leaves it to the cloud. */
const PASSWORD_SYMBOLS = [
  '23456789',
  'ABCDEFGHJKLMNPQRSTUVWXYZ',
  'abcdefghijkmnopqrstuvwxyz',
] as const
/** `password_length` of nova.conf. */
const PASSWORD_LENGTH = 12

const RESERVATION_SYMBOLS = '0123456789abcdefghijklmnopqrstuvwxyz'
const LONGEST_HOSTNAME = 63

/** A name that the guest can bear, made of the server's; empty where nothing is left of it. */
export function hostnameOf(name: string): string {
  return [...name]
    .filter((character) => character.codePointAt(0)! <= 0xff)
    .slice(0, LONGEST_HOSTNAME)
    .join('')
    .replaceAll(/[ _.]/g, '-')
    .replaceAll(/[^\p{L}\p{N}_.-]+/gu, '')
    .toLowerCase()
    .replaceAll(/^[.-]+|[.-]+$/g, '')
}

/** Which of several servers of one request it is. */
export interface Place {
  readonly index: number
  readonly count: number
}

/** Several servers of one request are told apart by a number. */
export function namesOf(
  asked: { readonly id: string; readonly name: string; readonly hostname?: string | undefined },
  { index, count }: Place,
): { readonly name: string; readonly hostname: string } {
  const suffix = count > 1 ? `-${index + 1}` : ''
  return { name: asked.name + suffix, hostname: asked.hostname ?? hostnameFor(asked, suffix) }
}

function hostnameFor({ id, name }: { readonly id: string; readonly name: string }, suffix: string) {
  const hostname = hostnameOf(name)
  return hostname === '' ? `Server-${id}` : hostname + suffix
}

/** With a digit, a capital and a small letter at least, none of which looks like another. */
export function newPassword(): string {
  const all = PASSWORD_SYMBOLS.join('')
  const symbols = Array.from({ length: PASSWORD_LENGTH }, (_, at) =>
    oneOf(PASSWORD_SYMBOLS[at] ?? all),
  )
  for (let at = symbols.length - 1; at > 0; at--) {
    const other = randomInt(at + 1)
    const moved = symbols[at]!
    symbols[at] = symbols[other]!
    symbols[other] = moved
  }
  return symbols.join('')
}

/** Names the servers that one request asked for. */
export function newReservationId(): string {
  return `r-${Array.from({ length: 8 }, () => oneOf(RESERVATION_SYMBOLS)).join('')}`
}

function oneOf(symbols: string): string {
  return symbols[randomInt(symbols.length)]!
}
