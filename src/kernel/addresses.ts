/**
 * Where a client reaches the services. Links and the catalogue follow the address that the client
 * itself used, so that they work through a port forward, a container or a proxy.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The part of a request that addresses are made from. */
export interface Approach {
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
export function addressOf(plan: AddressPlan, serviceType: string, approach: Approach): string {
  const service = plan.services.get(serviceType)
  if (service === undefined) throw new Error(`no service of type "${serviceType}" runs here`)
  if (plan.publicUrl !== undefined) {
    if (plan.sharedPort) return plan.publicUrl + service.sharedPath
    const url = new URL(plan.publicUrl)
    return `${url.protocol}//${url.hostname}:${service.port}`
  }
  const { scheme, host } = seenBy(plan, approach)
  if (plan.sharedPort) return `${scheme}://${host}${service.sharedPath}`
  // The port that was mapped outside is known only for the service that was asked.
  const asked = [...plan.services.values()].find((other) => other.port === approach.localPort)
  return asked === service
    ? `${scheme}://${host}`
    : `${scheme}://${withoutPort(host)}:${service.port}`
}

function seenBy(plan: AddressPlan, approach: Approach): { scheme: string; host: string } {
  const { headers } = approach
  const host = headers.host ?? `127.0.0.1:${approach.localPort ?? 80}`
  const trusted =
    plan.trustedProxies.has('*') || plan.trustedProxies.has(approach.remoteAddress ?? '')
  if (!trusted) return { scheme: 'http', host: safeHost(host) }
  return {
    scheme: first(headers['x-forwarded-proto']) === 'https' ? 'https' : 'http',
    host: safeHost(first(headers['x-forwarded-host']) ?? host),
  }
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
