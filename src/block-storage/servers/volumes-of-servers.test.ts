/** The volumes of servers, from the first to the last: called as Compute does, seen as clients see them. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { startCloud } from '../../../test/support/cloud.ts'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { contextOf, refused } from '../../../test/support/servers-of-network.ts'
import { volumeApi } from '../../../test/support/volume-api.ts'
import type { Transitions } from '../../jobs/job.ts'
import type { Tx } from '../../storage/database.ts'
import { blockStorageFacade, type BlockStorageClient, type BlockStorageFacade } from '../facade.ts'
import type { BlockStorageEnv } from '../operation.ts'

const CONNECTOR = {
  initiator: 'iqn.2026-01.org.example:host-1',
  host: 'host-1',
  mountpoint: '/dev/vdb',
}
const SERVER = { id: '11111111-2222-4333-8444-555555555555' }

async function setUp(backend: Backend, transitions: Transitions = 'instant') {
  const cloud = await startCloud({ database: await backend.url('cloud'), transitions })
  const { app } = cloud
  const env = app.services.find(({ type }) => type === 'block-storage')!.env as BlockStorageEnv
  const facade = blockStorageFacade(env)
  const persona = await cloud.demo()
  const demo = volumeApi(cloud, persona)
  const shown = async (id: string) => (await demo('GET', `/volumes/${id}`)).body.volume
  return {
    ...{ cloud, facade, demo, persona, shown },
    admin: volumeApi(cloud, await cloud.admin()),
    stranger: await cloud.user('stranger', 'member', 'elsewhere'),
    owner: { projectId: persona.projectId, userId: persona.userId, requestId: 'req-1' },
    write: <T>(act: (facade: BlockStorageFacade, tx: Tx) => Promise<T>) =>
      app.database.write((tx) => act(facade, tx)),
    async client<T>(act: (client: BlockStorageClient, tx: Tx) => Promise<T>, who = persona) {
      const ctx = await contextOf(cloud, who)
      return app.database.write((tx) => act(facade.as(ctx), tx))
    },
    async advance(): Promise<void> {
      await app.jobs.advance()
      await cloud.settled()
    },
    async volume(more = {}): Promise<string> {
      const got = await demo('POST', '/volumes', { volume: { size: 1, ...more } })
      await cloud.settled()
      return got.body.volume.id
    },
  }
}

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('one is reserved, connected, in use, and free again', async () => {
    const my = await setUp(backend)
    await using _ = my.cloud
    const volumeId = await my.volume()
    const reserve = () =>
      my.client((client, tx) => client.reserve(tx, { volumeId, serverId: SERVER.id }))
    const id = await reserve()
    expect(await my.shown(volumeId)).toMatchObject({ status: 'reserved', attachments: [] })
    await my.facade.connect(id, CONNECTOR)
    // As after a crash.
    await my.facade.connect(id, CONNECTOR)
    expect((await my.shown(volumeId)).status).toBe('attaching')
    await my.write((facade, tx) => facade.complete(tx, id))
    expect(await my.shown(volumeId)).toMatchObject({
      status: 'in-use',
      attachments: [{ attachment_id: id, server_id: SERVER.id, device: '/dev/vdb' }],
    })
    const other = { volumeId, serverId: randomUUID() }
    expect(await refused(my.client((client, tx) => client.reserve(tx, other)))).toContain(
      `Volume ${volumeId} status must be available or downloading to reserve, but the current status`,
    )
    await my.client((client, tx) => client.beginDetaching(tx, volumeId))
    expect((await my.shown(volumeId)).status).toBe('detaching')
    await my.write((facade, tx) => facade.rollDetaching(tx, volumeId))
    expect((await my.shown(volumeId)).status).toBe('in-use')
    await my.client((client, tx) => client.beginDetaching(tx, volumeId))
    await my.facade.disconnect(id)
    expect(await my.write((facade, tx) => facade.release(tx, id))).toBe(true)
    expect(await my.write((facade, tx) => facade.release(tx, id))).toBe(false)
    expect(await my.shown(volumeId)).toMatchObject({ status: 'available', attachments: [] })
    expect(await refused(my.write((facade, tx) => facade.complete(tx, id)))).toContain('404')
  })

  test('those of others are not there', async () => {
    const my = await setUp(backend)
    await using _ = my.cloud
    const volumeId = await my.volume()
    const find = (who = my.persona) =>
      my.client((client, tx) => client.findVolume(tx, volumeId), who)
    expect(await find()).toMatchObject({ id: volumeId, status: 'available', size: 1, users: [] })
    expect(await find(my.stranger)).toBeUndefined()
    const wanted = { volumeId, serverId: SERVER.id }
    const asked = my.client((client, tx) => client.reserve(tx, wanted), my.stranger)
    expect(await refused(asked)).toContain(`404 undefined: Volume ${volumeId} could not be found.`)
  })

  test('one is made for a server, and whoever waits is told when it is there', async () => {
    const my = await setUp(backend, 'manual')
    await using _ = my.cloud
    const told: string[] = []
    my.facade.listen({
      volumeReady: async (_tx, id) => void told.push(`ready ${id}`),
      volumeFailed: async (_tx, id) => void told.push(`failed ${id}`),
    })
    const create = () =>
      my.write((facade, tx) =>
        facade.create(tx, my.owner, { name: '', size: 1, type: null, snapshotId: null }),
      )
    const { id } = await create()
    expect(await my.shown(id)).toMatchObject({ status: 'creating', user_id: my.persona.userId })
    expect(told).toEqual([])
    await my.advance()
    expect((await my.shown(id)).status).toBe('available')
    expect(told).toEqual([`ready ${id}`])
    const { id: reset } = await create()
    await my.admin('POST', `/volumes/${reset}/action`, { 'os-reset_status': { status: 'error' } })
    await my.advance()
    expect(told).toEqual([`ready ${id}`, `failed ${reset}`])
  })

  test('the quotas of its owner count', async () => {
    const my = await setUp(backend)
    await using _ = my.cloud
    await my.admin('PUT', `/os-quota-sets/${my.persona.projectId}`, { quota_set: { volumes: 0 } })
    const asked = my.write((facade, tx) =>
      facade.create(tx, my.owner, { name: '', size: 1, type: null }),
    )
    expect(await refused(asked)).toBe(
      "413 undefined: VolumeLimitExceeded: Maximum number of volumes allowed (0) exceeded for quota 'volumes'.",
    )
    expect((await my.demo('GET', '/volumes')).body.volumes).toEqual([])
  })

  test('one goes with its server, unless something hangs on it', async () => {
    const my = await setUp(backend)
    await using _ = my.cloud
    const [free, kept] = [await my.volume(), await my.volume()]
    await my.demo('POST', '/snapshots', { snapshot: { volume_id: kept } })
    await my.cloud.settled()
    const remove = (id: string) => my.write((facade, tx) => facade.delete(tx, id, null))
    expect([await remove(free), await remove(kept), await remove(randomUUID())]).toEqual([
      true,
      false,
      true,
    ])
    await my.cloud.settled()
    expect((await my.demo('GET', '/volumes')).body.volumes).toMatchObject([{ id: kept }])
  })

  test('of 16 servers that want one, one gets it', async () => {
    const my = await setUp(backend)
    await using _ = my.cloud
    const volumeId = await my.volume()
    const asked = Array.from({ length: 16 }, () =>
      my
        .client((client, tx) => client.reserve(tx, { volumeId, serverId: randomUUID() }))
        .then(
          () => 'given',
          (error: { status: number }) => error.status,
        ),
    )
    const answers = await Promise.all(asked)
    expect(answers.filter((answer) => answer === 'given')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 400)).toHaveLength(15)
  })
})
