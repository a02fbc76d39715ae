/** Which calls an application credential may make: pure rules. */

export interface AccessRule {
  readonly id: string
  /** A service type, official or one that the catalogue uses. */
  readonly service: string
  readonly path: string
  readonly method: string
}

export interface Call {
  /** The official type of the service that is called. */
  readonly service: string
  readonly method: string
  /** Without the query. */
  readonly path: string
}

/** Other names of services, by which rules may call them (the service types authority). */
const OTHER_NAMES = new Map([
  ['block-storage', new Set(['volume', 'volumev2', 'volumev3', 'block-store'])],
])

/** Whoever has a token may always ask what it says, else no service could check it. */
const SHOW_TOKEN = /\/v3\/auth\/tokens$/

/**
 * Is the call among those that `rules` allow? Everything that they do not name is refused.
 * Rule: keystonemiddleware/auth_token (validate_allowed_request).
 */
export function mayCall(rules: readonly AccessRule[], { service, method, path }: Call): boolean {
  if (service === 'identity' && method === 'GET' && SHOW_TOKEN.test(path)) return true
  return rules.some(
    (rule) =>
      rule.method === method &&
      (rule.service === service || OTHER_NAMES.get(service)?.has(rule.service) === true) &&
      matches(path, rule.path),
  )
}

/** `*` and `{name}` are one segment, `**` any number; everything else is as it is. */
function matches(path: string, pattern: string): boolean {
  const parts = pattern.split(/(\{[^}]*\}|\*\*|\*)/)
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    return part === '**' ? '.*' : '[^/]+'
  })
  return new RegExp(`^${source.join('')}$`, 's').test(path)
}
