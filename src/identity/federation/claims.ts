/**
 * Claims as attributes, by the names that Keystone's documentation has Apache's mod_auth_openidc
 * give them (`OIDCClaimPrefix "OIDC-"`): `OIDC-groups` and, as a program behind Apache sees it,
 * `HTTP_OIDC_GROUPS`. A list stays a list, and a text is one value even if there are semicolons in
 * it, unless a delimiter is configured: what users call themselves adds no value.
 */
import type { Assertion } from './mapping.ts'

export type Claims = Readonly<Record<string, unknown>>

/** Names that no odd spelling of another claim (`ISS`, `preferred-username`) may stand in for. */
const PLAIN = /^[a-z0-9_]+$/

export function attributesOf(claims: Claims, delimiter?: string): Assertion {
  const attributes = new Map<string, readonly string[]>()
  const plainFirst = Object.entries(claims).sort(
    ([a], [b]) => Number(PLAIN.test(b)) - Number(PLAIN.test(a)),
  )
  for (const [claim, value] of plainFirst) {
    const values = valuesOf(value, delimiter)
    if (values === undefined) continue
    for (const name of namesOf(claim)) if (!attributes.has(name)) attributes.set(name, values)
  }
  const remoteUser = remoteUserOf(claims)
  if (remoteUser !== undefined) attributes.set('REMOTE_USER', [remoteUser])
  return attributes
}

function namesOf(claim: string): string[] {
  const header = claim.replaceAll(/[^\w!#$%&'*+.^`|~-]/g, '-')
  return [`OIDC-${header}`, `HTTP_OIDC_${header.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`]
}

function valuesOf(value: unknown, delimiter: string | undefined): readonly string[] | undefined {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.flatMap((item: unknown) => textOf(item) ?? [])
  const text = textOf(value)
  if (text === undefined) return undefined
  return typeof value === 'string' && delimiter !== undefined ? text.split(delimiter) : [text]
}

/** Undefined for what cannot be stored: a NUL character, half a surrogate pair. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'boolean') return value ? '1' : '0'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.isWellFormed() && !text.includes('\0') ? text : undefined
}

/** The subject, at its issuer without the scheme. */
function remoteUserOf({ sub, iss }: Claims): string | undefined {
  if (typeof sub !== 'string' || typeof iss !== 'string') return undefined
  return `${sub}@${iss.replace(/^https?:\/\//, '')}`
}
