/** What the rest of the program may know of Block Storage. */
import type { Tx } from '../storage/database.ts'
import { deleteKeyOf } from './keys/keys.store.ts'

/** What other services may ask of Block Storage, in their own transaction. */
export interface BlockStorageFacade {
  /**
   * Deletes a key of the key manager, where it is a project's own.
   * @returns false where there is no such key
   */
  deleteKey(tx: Tx, key: { readonly id: string; readonly projectId: string }): Promise<boolean>
}

declare module '../kernel/facades.ts' {
  interface Facades {
    'block-storage': BlockStorageFacade
  }
}

export function blockStorageFacade(): BlockStorageFacade {
  return { deleteKey: deleteKeyOf }
}
