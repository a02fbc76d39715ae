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

/**
 * `*` and `{name}` are one segment, `**` any number; everything else is as it is. Whoever writes
 * the pattern also sends the path, so it is no regular expression: the time is that of reading the
 * path once for every part of the pattern, however often they could fit.
 */
function matches(path: string, pattern: string): boolean {
  const parts = pattern.split(/(\{[^}]*\}|\*\*|\*)/)
  /** Where what the parts so far fit may end. */
  let ends = new Uint8Array(path.length + 1)
  ends[0] = 1
  for (const [index, part] of parts.entries()) {
    ends = index % 2 === 0 ? afterText(path, part, ends) : afterAny(path, part === '**', ends)
  }
  return ends[path.length] === 1
}

function afterText(path: string, text: string, starts: Uint8Array) {
  const ends = new Uint8Array(starts.length)
  for (let at = 0; at < starts.length; at++) {
    if (starts[at] === 1 && path.startsWith(text, at)) ends[at + text.length] = 1
  }
  return ends
}

/** @param empty whether it may be nothing, and hold slashes; else it is one character or more */
function afterAny(path: string, empty: boolean, starts: Uint8Array) {
  const ends = new Uint8Array(starts.length)
  for (let at = 0; at < starts.length; at++) {
    const longer = at > 0 && (ends[at - 1] === 1 || starts[at - 1] === 1)
    const fits = empty ? starts[at] === 1 || longer : longer && path[at - 1] !== '/'
    ends[at] = fits ? 1 : 0
  }
  return ends
}
