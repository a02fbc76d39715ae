/** What answers are declared to show. Whoever adds an operation that hands out a secret says so here. */
import type { TSchema } from 'typebox'
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'

/** Names under which secrets go. */
const SECRET =
  /secret|passw|passcode|private|_hash$|^hash$|^blob$|_token$|credential_key|jwk$|^adminPass$/i
/** Names that look like it and are not. */
const HARMLESS = new Set(['password_expires_at'])

function isSecret(operationId: string, name: string): boolean {
  // The text of a policy is for whoever enforces it.
  if (name === 'blob' && operationId.startsWith('polic')) return false
  return SECRET.test(name) && !HARMLESS.has(name)
}

/** The operations that must, each with what it hands out and why. */
const HANDED_OUT: Record<string, string> = {
  'application_credentials.create secret': 'shown once, to its owner',
  'consumers.create secret': 'shown once, to the administrator who makes it',
  'credentials.create blob': 'as Keystone does; the owner’s own',
  'credentials.list blob': 'as Keystone does; each sees his own',
  'credentials.show blob': 'as Keystone does; the owner’s own',
  'credentials.update blob': 'as Keystone does; the owner’s own',
  'ec2_credentials.create secret': 'as Keystone does; clients fetch it when they need it',
  'ec2_credentials.list secret': 'as Keystone does; clients fetch it when they need it',
  'ec2_credentials.show secret': 'as Keystone does; clients fetch it when they need it',
  'keypairs.create private_key': 'shown once, to whom it is made for',
  'networks.list vpn_private_address': 'no secret: always null',
  'networks.show vpn_private_address': 'no secret: always null',
  'oauth2_tokens.create access_token': 'it is what was asked for',
  'server_password.show password': 'encrypted with the key of the server',
  'servers.create adminPass': 'shown once, to whom it is made for',
}

interface Node {
  properties?: Record<string, TSchema>
  items?: TSchema
  additionalProperties?: TSchema | boolean
  anyOf?: TSchema[]
  oneOf?: TSchema[]
  allOf?: TSchema[]
  patternProperties?: Record<string, TSchema>
}

function* namesIn(schema: TSchema | boolean | undefined): Generator<string> {
  if (typeof schema !== 'object') return
  const node = schema as Node
  for (const [name, inner] of Object.entries(node.properties ?? {})) {
    // What holds members is a description; a secret is a text.
    if ((inner as { type?: unknown }).type !== 'object') yield name
    yield* namesIn(inner)
  }
  const inside = [
    ...[node.items, node.additionalProperties],
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])],
    ...Object.values(node.patternProperties ?? {}),
  ]
  for (const inner of inside) yield* namesIn(inner)
}

test('no answer shows a secret but those that must', () => {
  const shown = new Set<string>()
  for (const { operations } of SERVICES) {
    for (const { id, response } of operations) {
      for (const shape of Object.values(response)) {
        for (const step of shape?.steps ?? []) {
          for (const name of namesIn(shape!.at(step))) {
            if (isSecret(id, name)) shown.add(`${id} ${name}`)
          }
        }
      }
    }
  }
  expect([...shown].sort()).toEqual(Object.keys(HANDED_OUT).sort())
})
