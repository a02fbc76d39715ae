import { createHash } from 'node:crypto'
import type { Placeholder } from '../../drivers/image/placeholder.ts'
import type { Tx } from '../../storage/database.ts'
import { adoptBytes } from '../data/taking.usecase.ts'
import { IMAGE_ACTIONS } from '../images/image-actions.ts'
import { hasEverHadImages, insertImage, writeProperties } from '../images/images.store.ts'
import type { ImageEnv } from '../operation.ts'

/** What a new cloud begins with: what DevStack makes, or nothing. */
export type Preset = 'devstack' | 'none'

/** The same in every cloud, so that of two replicas that start together one makes it. */
export const PLACEHOLDER_ID = '5ae3d1ac-0c22-4f0a-9d55-c1c1c1c1c1c1'

/**
 * Makes the public image of a cloud that never had any. A crash leaves nothing of it, and the next start
 * makes it; so it does where the store is away.
 */
export async function presetImage(env: ImageEnv, make: () => Placeholder): Promise<void> {
  const { custody, database, log, stores } = env
  if (await database.read(hasEverHadImages)) return
  const placeholder = make()
  const { name, bytes, virtualSize } = placeholder
  const place = await database.write((tx) => custody.announce(tx, PLACEHOLDER_ID, stores.default))
  const stored = await custody
    .write(place, inOnePiece(bytes), bytes.length)
    .catch((err: unknown) => {
      log.warn({ err }, `the image ${name} could not be stored, so there is none yet`)
    })
  await database.write(async (tx) => {
    if (stored === undefined || !(await insertPlaceholder(tx, env, placeholder))) {
      return custody.giveUp(tx, place)
    }
    const taken = { ...stored, place, virtualSize, ...digestsOf(bytes) }
    if (await adoptBytes(tx, env, PLACEHOLDER_ID, taken)) return
    throw new Error(`the bytes of the image ${name} were taken away before it had them`)
  })
}

function digestsOf(bytes: Uint8Array) {
  return {
    checksum: createHash('md5').update(bytes).digest('hex'),
    hash: createHash('sha512').update(bytes).digest('hex'),
  }
}

/** False where it was there. */
async function insertPlaceholder(
  tx: Tx,
  { clock, facades }: ImageEnv,
  { name, diskFormat: disk_format, properties }: Placeholder,
): Promise<boolean> {
  const now = clock.isoNow()
  const isFirst = await insertImage(tx, {
    ...{ id: PLACEHOLDER_ID, name, disk_format, container_format: 'bare' },
    owner: (await facades.identity.projectNamed(tx, 'admin')) ?? null,
    ...IMAGE_ACTIONS.upload.done,
    ...{ visibility: 'public', os_hidden: 0, protected: 0, min_disk: 0, min_ram: 0 },
    ...{ size: null, virtual_size: null, checksum: null, os_hash_algo: null, os_hash_value: null },
    ...{ created_at: now, updated_at: now, deleted_at: null },
  })
  if (isFirst) await writeProperties(tx, PLACEHOLDER_ID, Object.entries(properties))
  return isFirst
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
