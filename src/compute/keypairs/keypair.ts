/**
 * Key pairs: public keys of users, by name, that are put into servers.
 * Source: openstack/nova nova/api/openstack/compute/keypairs.py; nova/compute/api.py (KeypairAPI).
 */
import { badRequest, conflict, notFound, type Fault } from '../../kernel/faults.ts'

export type KeypairType = 'ssh' | 'x509'

export interface Keypair {
  readonly id: number
  readonly userId: string
  readonly name: string
  readonly type: KeypairType
  readonly publicKey: string
  /** Pairs of hexadecimal digits with colons between them. */
  readonly fingerprint: string
  /** ISO time. */
  readonly createdAt: string
}

/** What is kept of a key, before it has a number. */
export type NewKeypair = Omit<Keypair, 'id'>

export function keypairNotFound(name: string, userId: string): Fault {
  return notFound(`Keypair ${name} not found for user ${userId}`)
}

export function keypairExists(name: string): Fault {
  return conflict(`Key pair '${name}' already exists.`)
}

export function keypairInvalid(reason: string): Fault {
  return badRequest(`Keypair data is invalid: ${reason}`)
}
