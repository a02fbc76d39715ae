/** What waits to be imported. */
import type { StoredRange } from '../../drivers/image/interface.ts'
import type { Tx } from '../../storage/database.ts'
import type { ImageEnv } from '../operation.ts'

type Env = Pick<ImageEnv, 'custody' | 'database' | 'stores'>

/**
 * Keeps bytes for the import of an image, in place of what waited before, for jobs.
 * @returns how many there were
 * @throws StoreFailure, or what the source throws; then nothing waits
 */
export function stageBytes(
  env: Env,
  imageId: string,
  source: AsyncIterable<Uint8Array>,
  expectedSize?: number,
): Promise<number> {
  const { custody, database, stores } = env
  return custody.announced(
    async (tx) => {
      await custody.discardStaged(tx, imageId)
      return custody.announce(tx, imageId, stores.staging)
    },
    async (place) => {
      const { size } = await custody.write(place, source, expectedSize)
      const isKept = await database.write((tx) => custody.keepStaged(tx, place, size))
      if (!isKept) throw new Error('the bytes were taken for abandoned')
      return size
    },
  )
}

/** What waits to be imported, in whole or in parts. */
export interface StagedBytes {
  /** How many there are. */
  readonly size: number
  read(range?: StoredRange): AsyncIterable<Uint8Array>
}

/** Undefined where nothing waits. */
export async function stagedBytes(
  { custody, database, stores }: Env,
  imageId: string,
  signal: AbortSignal,
): Promise<StagedBytes | undefined> {
  const staged = await database.read((tx) => custody.staged(tx, imageId))
  if (staged === undefined) return undefined
  const { location, size } = staged
  return { size: size ?? 0, read: (range) => stores.staging.read(location, range, signal) }
}

/**
 * The bytes of an image are removed once the transaction is committed that forgets its locations, and
 * with them what waits to be imported.
 */
export async function discardBytes(
  tx: Tx,
  { custody, cache }: Pick<ImageEnv, 'custody' | 'cache'>,
  { id, locations }: { id: string; locations: readonly { url: string; store: string }[] },
): Promise<void> {
  for (const location of locations) await custody.discard(tx, id, location)
  await custody.discardStaged(tx, id)
  tx.afterCommit(() => cache?.drop(id))
}
