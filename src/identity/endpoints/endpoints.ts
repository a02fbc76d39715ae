import { badRequest, type Fault } from '../../kernel/faults.ts'

/** What a URL may refer to (keystone/common/utils.py, WHITELISTED_PROPERTIES). */
const KNOWN = new Set(['project_id', 'tenant_id', 'user_id'])

/**
 * @throws 400 where a URL refers to anything else. Our own `$(base:…)s` is among that: only the
 * endpoints of this program have addresses that follow the client.
 */
export function refuseUrl(url: string): void {
  const rest = url.replaceAll(/[$%]\((\w+)\)s/g, (whole, name: string) =>
    KNOWN.has(name) ? '' : whole,
  )
  if (/[$%]\(/.test(rest)) throw invalidUrl(url)
}

function invalidUrl(url: string): Fault {
  return badRequest(`Cannot create an endpoint with an invalid URL: ${url}.`)
}
