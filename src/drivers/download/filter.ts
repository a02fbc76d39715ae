/**
 * Which addresses users may have fetched. The options are Glance's `import_filtering_opts`
 * (glance/common/utils.py, get_validated_address); beside those, private networks are closed unless
 * the operator opens them.
 */
import { isIP } from 'node:net'
import { isReachable, listOf, unwrapped } from './networks.ts'

/** Of each pair, a list of what is allowed wins over one of what is not. */
export interface ImportFilter {
  readonly allowedSchemes: readonly string[]
  readonly disallowedSchemes: readonly string[]
  /** Where there are any, only these are asked, whatever their addresses are. */
  readonly allowedHosts: readonly string[]
  readonly disallowedHosts: readonly string[]
  readonly allowedPorts: readonly number[]
  readonly disallowedPorts: readonly number[]
  /** CIDRs that are not public and may be asked all the same. */
  readonly allowedNetworks: readonly string[]
}

export const STOCK_FILTER: ImportFilter = {
  allowedSchemes: ['http', 'https'],
  disallowedSchemes: [],
  allowedHosts: [],
  disallowedHosts: [],
  allowedPorts: [80, 443],
  disallowedPorts: [],
  allowedNetworks: [],
}

/** The addresses of a host name; rejects, or is empty, where there is none. */
export type Resolve = (host: string) => Promise<readonly string[]>

export interface Judged {
  readonly url: URL
  /** Where to connect to: any of them, and nowhere else. */
  readonly addresses: readonly [string, ...string[]]
}

/**
 * Judges an address, name resolution included.
 * @returns undefined where it must not be fetched
 */
export type Judge = (uri: string) => Promise<Judged | undefined>

export function judgeBy(filter: ImportFilter, resolve: Resolve): Judge {
  const opened = listOf(filter.allowedNetworks)
  const closed = listOf(disallowed(filter).filter((host) => isIP(host) !== 0))
  return async function judge(uri) {
    const url = plainUrl(uri)
    if (url === undefined || !passes(filter, url)) return undefined
    const host = bare(url.hostname)
    const isNamed = filter.allowedHosts.includes(host)
    const all = isIP(host) === 0 ? await resolved(resolve, host) : [host]
    const [first, ...others] = all.filter(
      (address) => isNamed || (isReachable(address, opened) && !isIn(closed, address)),
    )
    return first === undefined ? undefined : { url, addresses: [first, ...others] }
  }
}

/**
 * The URL that everybody reads alike. Numbers that stand for an address (`2130706433`, `0x7f.1`,
 * `127.1`) are refused as the real service does, and so is whatever readers of URLs disagree about:
 * backslashes, white space, characters that would be decoded. Names and passwords are nobody's
 * business in an address that the service asks.
 */
function plainUrl(uri: string): URL | undefined {
  const written = /^([a-z][a-z0-9+.-]*):\/\/(\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?(?:[/?#]|$)/i.exec(uri)
  if (written === null || /[\\\s\p{Cc}]/u.test(uri) || !URL.canParse(uri)) return undefined
  const url = new URL(uri)
  const host = written[2]!.toLowerCase()
  const isNumber = /^[\d.]+$/.test(host) || isIP(bare(url.hostname)) === 4
  return isNumber && isIP(host) !== 4 ? undefined : url
}

function passes(filter: ImportFilter, url: URL): boolean {
  const scheme = url.protocol.slice(0, -1)
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port)
  return (
    // Nothing else can be fetched, whatever an operator allows.
    /^https?$/.test(scheme) &&
    isListed(scheme, filter.allowedSchemes, filter.disallowedSchemes) &&
    isListed(bare(url.hostname), filter.allowedHosts, filter.disallowedHosts) &&
    isListed(port, filter.allowedPorts, filter.disallowedPorts)
  )
}

function isListed<T>(value: T, allowed: readonly T[], disallowedOnes: readonly T[]): boolean {
  return allowed.length > 0 ? allowed.includes(value) : !disallowedOnes.includes(value)
}

function disallowed({ allowedHosts, disallowedHosts }: ImportFilter): readonly string[] {
  return allowedHosts.length > 0 ? [] : disallowedHosts
}

function isIn(list: ReturnType<typeof listOf>, address: string): boolean {
  return [address, unwrapped(address)].some((one) =>
    list.check(one, isIP(one) === 4 ? 'ipv4' : 'ipv6'),
  )
}

/** A dot at the end makes no other host; brackets are not part of an address. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

async function resolved(resolve: Resolve, host: string): Promise<readonly string[]> {
  try {
    const found = await resolve(host)
    return found
      .map((address) => address.split('%', 1)[0]!)
      .filter((address) => isIP(address) !== 0)
  } catch {
    return []
  }
}
