import { expect, test } from 'vitest'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import { systemIds } from '../../kernel/ids.ts'
import { NoKey, Vault } from '../../kernel/vault.ts'
import { findKey } from './keys.store.ts'
import { copyKey, makeKey } from './keys.usecase.ts'

const ENCRYPTION = {
  ...{ encryptionId: 'e', volumeTypeId: 't', provider: 'luks', controlLocation: 'front-end' },
  ...{ cipher: 'aes-xts-plain64', keySize: 512, createdAt: '', updatedAt: null },
}

const parts = (fill: string) => ({
  clock: new ManualClock(),
  ids: systemIds,
  vault: new Vault([Buffer.alloc(32, fill)]),
})

test.each(BACKENDS)('a copy has the secret of the key, on $name', async (backend) => {
  const database = await freshDatabase(backend)
  const env = parts('a')
  await database.write(async (tx) => {
    const id = await makeKey(tx, env, { encryption: ENCRYPTION, projectId: 'p' })
    const copy = await copyKey(tx, env, { keyId: id, projectId: 'q' })
    const [one, two] = [await findKey(tx, id), await findKey(tx, copy!)]
    const opened = [one!, two!].map((key) => env.vault.open(key.sealed, `volume key ${key.id}`))
    expect(Buffer.from(opened[0]!, 'base64')).toHaveLength(64)
    expect(opened[1]).toBe(opened[0])
    expect(two).toMatchObject({ project_id: 'q', algorithm: 'aes', bits: 512 })
    expect(await copyKey(tx, env, { keyId: 'none', projectId: 'q' })).toBeUndefined()
  })
})

test('keys that were encrypted with another file of keys are not made up', async () => {
  const database = await freshDatabase(BACKENDS[0]!)
  await database.write(async (tx) => {
    const id = await makeKey(tx, parts('a'), { encryption: ENCRYPTION, projectId: 'p' })
    await expect(copyKey(tx, parts('b'), { keyId: id, projectId: 'p' })).rejects.toThrow(NoKey)
  })
})
