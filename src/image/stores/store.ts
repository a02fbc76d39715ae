/** Stores as clients see them (glance/api/v2/discovery.py, get_stores and get_stores_detail). */
import type { ImageStore, ImageStores } from '../../drivers/image/interface.ts'

export interface StoreView {
  readonly id: string
  readonly description?: string
  /** Only of the default one. */
  readonly default?: 'true'
}

export function storeView({ id, description }: ImageStore, stores: ImageStores): StoreView {
  return {
    id,
    ...(description !== undefined && { description }),
    ...(id === stores.default.id && { default: 'true' as const }),
  }
}

/** Where copies lie does not make them better: every store weighs the same. */
const WEIGHT = 0

export function storeDetail(store: ImageStore, stores: ImageStores) {
  const { type, properties } = store
  return { ...storeView(store, stores), type, properties, weight: WEIGHT }
}
