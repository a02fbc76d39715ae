import type { Generated } from 'kysely'

export interface KeypairTables {
  keypairs: KeypairsTable
}

/**
 * Keys of users, whom nobody asks whether they exist. Times ISO text.
 * Source: openstack/nova nova/db/api/models.py (KeyPair).
 */
export interface KeypairsTable {
  id: Generated<number>
  user_id: string
  name: string
  type: 'ssh' | 'x509'
  fingerprint: string
  public_key: string
  created_at: string
}

declare module '../../storage/tables.ts' {
  interface Tables extends KeypairTables {}
}
