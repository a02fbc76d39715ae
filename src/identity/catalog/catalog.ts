/** URLs of endpoints: templates that are filled in for who asks. */

export interface UrlParts {
  /** The address by which this client reached a service of ours. */
  addressOf(serviceType: string): string
  readonly userId: string
  /** Undefined for a token without a project. */
  readonly projectId: string | undefined
}

const SUBSTITUTION = /[$%]\((\w+)\)s/g
const BASE = /\$\(base:([\w-]+)\)s/g

/** A template with the addresses of our own services in place, as lists of endpoints show it. */
export function withAddresses(url: string, addressOf: UrlParts['addressOf']): string {
  return url.replaceAll(BASE, (_, serviceType: string) => addressOf(serviceType))
}

/**
 * The URL for a catalogue. Undefined where it needs what the token does not have, such as a
 * project: the endpoint is then left out (keystone/common/utils.py, format_url).
 */
export function urlFor(template: string, parts: UrlParts): string | undefined {
  const values = new Map<string, string>([['user_id', parts.userId]])
  if (parts.projectId !== undefined) {
    values.set('project_id', parts.projectId)
    values.set('tenant_id', parts.projectId)
  }
  const url = withAddresses(template, parts.addressOf)
  if ([...url.matchAll(SUBSTITUTION)].some(([, name]) => !values.has(name!))) return undefined
  return url.replaceAll(SUBSTITUTION, (_, name: string) => values.get(name)!)
}
