/**
 * Identity's secrets in the database: those of credentials, of OAuth 1, of domains' configuration, and
 * the keys that sign tokens.
 */

/** Secrets beside those of credentials. */
export type SecretKind = 'signing key' | 'consumer' | 'request token' | 'access token'

/** The id that such a secret is bound to when it is encrypted. */
export function sealId(kind: SecretKind, id: string): string {
  return `${kind} ${id}`
}
