import type { Generated } from 'kysely'

export interface CacheTables {
  image_cache: ImageCacheTable
}

/** What a node keeps of images that lie elsewhere, or is to keep. */
export interface ImageCacheTable {
  serial: Generated<number>
  /** The node whose cache it is. */
  node: string
  image_id: string
  state: 'queued' | 'cached'
  /** Bytes; null until it is cached. */
  size: number | null
  /** How often it was read from the cache. */
  hits: number
  /** When it was cached, and last read from the cache. */
  cached_at: string
  read_at: string
}

declare module '../../storage/tables.ts' {
  interface Tables extends CacheTables {}
}
