/** The image that a new cloud has. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { imageApi } from '../../../test/support/image-api.ts'
import { DESCRIPTION } from '../../drivers/image/placeholder.ts'

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'preset-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

const MIB = 1024 ** 2

test('is public, small, a disk in qcow2, and says that it is a placeholder', async () => {
  await using cloud = await startCloud({ preset: 'devstack', imageDirectory: await directory() })
  const persona = await cloud.demo()
  const demo = imageApi(cloud, persona)
  const { images } = (await demo('GET', '/images')).body
  expect(images).toMatchObject([
    {
      ...{ name: 'cirros', status: 'active', visibility: 'public', disk_format: 'qcow2' },
      ...{ container_format: 'bare', min_disk: 0, min_ram: 0, virtual_size: 112 * MIB },
      ...{ hw_rng_model: 'virtio', description: DESCRIPTION, protected: false },
      owner: (await cloud.admin()).projectId,
    },
  ])
  const [{ id, size, checksum }] = images
  const file = await fetch(`${cloud.app.addresses.get('image')}/v2/images/${id}/file`, {
    headers: { 'X-Auth-Token': persona.token },
  })
  const bytes = Buffer.from(await file.arrayBuffer())
  expect([file.status, bytes.length, file.headers.get('content-md5')]).toEqual([
    200,
    size,
    checksum,
  ])
  expect(bytes.length).toBeLessThan(MIB / 2)
  expect(bytes.includes(DESCRIPTION)).toBe(true)
  const again = await demo('POST', '/images', { disk_format: 'qcow2', container_format: 'bare' })
  const sent = await fetch(`${cloud.app.addresses.get('image')}/v2/images/${again.body.id}/file`, {
    method: 'PUT',
    headers: { 'X-Auth-Token': persona.token, 'Content-Type': 'application/octet-stream' },
    body: bytes,
  })
  expect(sent.status).toBe(204)
  const copy = (await demo('GET', `/images/${again.body.id}`)).body
  expect(copy).toMatchObject({
    checksum,
    os_hash_value: images[0].os_hash_value,
    virtual_size: 112 * MIB,
  })
})

test('is not there where none is asked for', async () => {
  for (const preset of ['none', undefined] as const) {
    await using cloud = await startCloud({ preset })
    const demo = imageApi(cloud, await cloud.demo())
    expect((await demo('GET', '/images')).body.images).toEqual([])
  }
})

test.each(SHARED_BACKENDS)('is made once, and never again: $name', async (backend) => {
  const database = await backend.url('cloud')
  const how = { database, preset: 'devstack', imageDirectory: await directory() } as const
  {
    await using first = await startCloud(how)
    await using second = await startCloud(how)
    for (const cloud of [first, second]) {
      const admin = imageApi(cloud, await cloud.admin())
      expect((await admin('GET', '/images')).body.images).toHaveLength(1)
    }
    const admin = imageApi(first, await first.admin())
    const [{ id }] = (await admin('GET', '/images')).body.images
    expect((await admin('DELETE', `/images/${id}`)).status).toBe(204)
  }
  await using later = await startCloud(how)
  const admin = imageApi(later, await later.admin())
  expect((await admin('GET', '/images')).body.images).toEqual([])
})

test('waits for a start at which the store can be written', async () => {
  const root = await directory()
  const database = `sqlite:${join(root, 'cloud.db')}`
  const imageDirectory = join(root, 'images')
  await writeFile(imageDirectory, 'in the way')
  {
    await using cloud = await startCloud({ database, preset: 'devstack', imageDirectory })
    const admin = imageApi(cloud, await cloud.admin())
    expect((await admin('GET', '/images')).body.images).toEqual([])
    expect(cloud.log.map(({ message }) => message)).toContain(
      'the image cirros could not be stored, so there is none yet',
    )
  }
  await rm(imageDirectory)
  await using cloud = await startCloud({ database, preset: 'devstack', imageDirectory })
  const admin = imageApi(cloud, await cloud.admin())
  expect((await admin('GET', '/images')).body.images).toHaveLength(1)
})
