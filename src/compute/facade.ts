/** What the rest of the program may know of Compute. */
import type { Tx } from '../storage/database.ts'
import { serverOfAttachment } from './block-devices/block-devices.store.ts'

/** What other services may ask of Compute, in their own transaction. */
export interface ComputeFacade {
  /** The server that uses a volume by this attachment; undefined where none does. */
  serverOfAttachment(tx: Tx, attachmentId: string): Promise<string | undefined>
}

declare module '../kernel/facades.ts' {
  interface Facades {
    compute: ComputeFacade
  }
}

export function computeFacade(): ComputeFacade {
  return { serverOfAttachment }
}
