/**
 * How the volumes of a type are encrypted.
 * Source: openstack/cinder cinder/api/contrib/volume_type_encryption.py, cinder/exception.py.
 */
import { badRequest, notFound, type Fault } from '../../kernel/faults.ts'

export interface Encryption {
  readonly encryptionId: string
  readonly volumeTypeId: string
  readonly provider: string
  /** Who encrypts: `front-end` (the hypervisor) or `back-end` (the storage). */
  readonly controlLocation: string
  /** As dm-crypt names ciphers: `aes-xts-plain64`. */
  readonly cipher: string | null
  /** In bits. */
  readonly keySize: number | null
  readonly createdAt: string
  readonly updatedAt: string | null
}

export function encryptionNotFound(typeId: string): Fault {
  return notFound(`Volume type encryption for type ${typeId} does not exist.`)
}

/** Would what one encrypted be read by the other? Source: cinder/volume/volume_types.py. */
export function isSameEncryption(a: Encryption | undefined, b: Encryption | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return (['provider', 'controlLocation', 'cipher', 'keySize'] as const).every(
    (field) => a[field] === b[field],
  )
}

/** What a key is for: the first part of the cipher. @throws 400 where there is no cipher */
export function algorithmOf({ cipher }: Encryption): string {
  const algorithm = cipher?.split('-', 1)[0]
  if (!algorithm) throw badRequest('Invalid encryption spec')
  return algorithm
}

/** @throws 400 for a change of how volumes are encrypted that exist already */
export function refuseInUse(inUse: boolean, change: 'create' | 'update' | 'delete'): void {
  if (inUse) throw badRequest(`Cannot ${change} encryption specs. Volume type in use.`)
}
