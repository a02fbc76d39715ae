/**
 * Where a client reaches the services. Links and the catalogue follow the address that the client
 * itself used, so that they work through a port forward, a container or a proxy.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { isIP, type AddressInfo } from 'node:net'

/** The part of a request that addresses are made from. */
export interface ConnectionFacts {
  readonly headers: IncomingHttpHeaders
  /** The address of the peer on the socket. */
  readonly remoteAddress: string | undefined
  /** The port that took the connection. */
  readonly localPort: number | undefined
}

export interface AddressPlan {
  /** `--public-url`, without a trailing slash. */
  readonly publicUrl: string | undefined
  /** Addresses whose `X-Forwarded-*` headers are believed; `*` is all of them. */
  readonly trustedProxies: ReadonlySet<string>
  /** All services on one port, each under its own path. */
  readonly sharedPort: boolean
  /** By service type: the path on a shared port, and the port where each has its own. */
  readonly services: ReadonlyMap<string, { readonly sharedPath: string; port: number }>
}

/** `http://host:port` (or `…/path`) at which `serviceType` is reached; no trailing slash. */
export function addressOf(
  plan: AddressPlan,
  serviceType: string,
  connection: ConnectionFacts,
): string {
  const service = plan.services.get(serviceType)
  if (service === undefined) throw new Error(`no service of type "${serviceType}" runs here`)
  if (plan.publicUrl !== undefined) {
    if (plan.sharedPort) return plan.publicUrl + service.sharedPath
    const url = new URL(plan.publicUrl)
    return `${url.protocol}//${url.hostname}:${service.port}`
  }
  const { scheme, host } = seenBy(plan, connection)
  if (plan.sharedPort) return `${scheme}://${host}${service.sharedPath}`
  // The port that was mapped outside is known only for the service that was asked.
  const asked = [...plan.services.values()].find((other) => other.port === connection.localPort)
  return asked === service
    ? `${scheme}://${host}`
    : `${scheme}://${withoutPort(host)}:${service.port}`
}

function seenBy(plan: AddressPlan, connection: ConnectionFacts): { scheme: string; host: string } {
  const { headers } = connection
  const host = headers.host ?? `127.0.0.1:${connection.localPort ?? 80}`
  if (!isTrusted(plan, peerOf(connection))) return { scheme: 'http', host: safeHost(host) }
  return {
    scheme: first(headers['x-forwarded-proto']) === 'https' ? 'https' : 'http',
    host: safeHost(first(headers['x-forwarded-host']) ?? host),
  }
}

/**
 * The address of the client: that of the peer, unless it is a proxy which is believed. Of what such
 * proxies wrote into `X-Forwarded-For` the last one counts that is none of theirs; whatever stands
 * before it, the client may have written himself.
 */
export function clientOf(plan: AddressPlan, connection: ConnectionFacts): string {
  const header = connection.headers['x-forwarded-for'] ?? []
  const chain = (Array.isArray(header) ? header.join(',') : header).split(',')
  let client = peerOf(connection)
  while (isTrusted(plan, client)) {
    const before = unmapped(chain.pop()?.trim() ?? '')
    if (isIP(before) === 0) break
    client = before
    // Whoever believes anybody believes those who connect, not those they name.
    if (plan.trustedProxies.has('*')) break
  }
  return client
}

function isTrusted({ trustedProxies }: AddressPlan, address: string): boolean {
  return trustedProxies.has('*') || trustedProxies.has(address)
}

function peerOf({ remoteAddress }: ConnectionFacts): string {
  return unmapped(remoteAddress ?? '')
}

/** An address of IPv4, as a socket for both versions spells it. */
function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

function first(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header[0] : header)?.split(',')[0]?.trim()
}

/** A host that is not one would end up in every link; such a client gets links to loopback. */
function safeHost(host: string): string {
  return /^[\w.-]+(:\d+)?$|^\[[\da-fA-F:.]+\](:\d+)?$/.test(host) ? host : '127.0.0.1'
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '')
}

/** The port that a listening server got, which `--…-port 0` leaves to the system. */
export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  return address.port
}
