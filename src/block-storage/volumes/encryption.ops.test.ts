/** Encrypted volumes and their keys. */
import { expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { refusal, volumeApi, type VolumeApi } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { openDatabase } from '../../storage/open.ts'

const my = useVolumeCloud()
const KEY = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
let made = 0

async function encryptedType(admin: VolumeApi, more: object = {}, specs = {}): Promise<string> {
  const type = { name: `type-${++made}`, extra_specs: specs }
  const { id } = (await admin('POST', '/types', { volume_type: type })).body.volume_type
  const encryption = {
    ...{ provider: 'luks', control_location: 'front-end', cipher: 'aes-xts-plain64' },
    ...more,
  }
  expect((await admin('POST', `/types/${id}/encryption`, { encryption })).status).toBe(200)
  return id
}

test('a volume of an encrypted type says so, and from 3.64 on names its key', async () => {
  const volume_type = await encryptedType(my.admin, { key_size: 512 })
  const id = await my.volume({ volume_type })
  expect(await my.shown(id, my.demo, '3.63')).toMatchObject({ encrypted: true })
  expect(await my.shown(id, my.demo, '3.63')).not.toHaveProperty('encryption_key_id')
  const { encrypted, encryption_key_id: key } = await my.shown(id, my.demo, '3.64')
  expect([encrypted, key]).toEqual([true, KEY])
  const got = await my.demo('GET', `/volumes/${id}/encryption`)
  expect([got.status, got.body]).toEqual([
    200,
    {
      encryption_key_id: key,
      control_location: 'front-end',
      cipher: 'aes-xts-plain64',
      key_size: 512,
      provider: 'luks',
    },
  ])
})

test('a volume in the clear has no key', async () => {
  const id = await my.volume()
  expect(await my.shown(id, my.demo, '3.64')).toMatchObject({ encrypted: false })
  expect(await my.shown(id, my.demo, '3.64')).not.toHaveProperty('encryption_key_id')
  expect((await my.demo('GET', `/volumes/${id}/encryption`)).body).toEqual({
    encryption_key_id: null,
  })
})

test('what others have is not there', async () => {
  const id = await my.volume()
  expect(refusal(await my.stranger('GET', `/volumes/${id}/encryption`))).toBe(
    `404 Volume ${id} could not be found.`,
  )
})

test('a type without a cipher makes no volumes', async () => {
  const volume_type = await encryptedType(my.admin, { cipher: null })
  const got = await my.demo('POST', '/volumes', { volume: { size: 1, volume_type } })
  expect(refusal(got)).toBe('400 Invalid encryption spec')
})

test('what is encrypted has one user', async () => {
  const volume_type = await encryptedType(my.admin, {}, { multiattach: '<is> True' })
  const got = await my.demo('POST', '/volumes', { volume: { size: 1, volume_type } })
  expect(refusal(got)).toBe(
    '400 Invalid volume: Multiattach cannot be used with encrypted volumes.',
  )
})

test.each(SHARED_BACKENDS)(
  'on $name: a clone has the same key under an id of its own, each goes with its volume, and none ' +
    'is in the database as it is',
  async (backend) => {
    const url = await backend.url('cloud')
    await using cloud: Cloud = await startCloud({ database: url })
    const admin = volumeApi(cloud, await cloud.admin())
    const volume = async (more: object): Promise<string> => {
      const { body } = await admin('POST', '/volumes', { volume: { size: 1, ...more } })
      await cloud.settled()
      return body.volume.id
    }
    const volume_type = await encryptedType(admin, { key_size: 256 })
    const first = await volume({ volume_type })
    const second = await volume({ source_volid: first })
    const key = async (id: string) =>
      (await admin('GET', `/volumes/${id}/encryption`)).body.encryption_key_id
    const [one, two] = [await key(first), await key(second)]
    expect([one, two]).toEqual([KEY, KEY])
    expect(one).not.toBe(two)
    const keys = async () => {
      const database = await openDatabase({ url })
      const rows = await database.read((tx) =>
        tx.db.selectFrom('volume_keys').selectAll().execute(),
      )
      await database.close()
      return rows
    }
    const rows = await keys()
    expect(rows).toHaveLength(2)
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set([one, two]))
    for (const { sealed, algorithm, bits } of rows) {
      expect(sealed).toMatch(/^[0-9a-f]{16}\.[\w-]{80,}$/)
      expect([algorithm, bits]).toEqual(['aes', 256])
    }
    await admin('DELETE', `/volumes/${first}`)
    await cloud.settled()
    expect((await keys()).map(({ id }) => id)).toEqual([two])
  },
)
