/** Servers that boot from volumes, and what is left where they cannot, on both databases. */
import { describe, expect, test } from 'vitest'
import { attachedVolumes } from '../../../test/support/attached-volumes.ts'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { serverCloud } from '../../../test/support/server-cloud.ts'
import type { Transitions } from '../../jobs/job.ts'

async function setUp(backend: Backend, transitions: Transitions = 'instant') {
  const database = await backend.url('empty')
  const my = await serverCloud({ database, transitions })
  const at = await attachedVolumes(my)
  const shown = async (id: string) => (await my.demo.get(`/servers/${id}`, '2.90')).body.server
  const volumes = async () => (await my.volumes('GET', '/volumes/detail')).body.volumes
  const advance = async () => {
    await my.cloud.app.jobs.advance()
    await my.cloud.settled()
  }
  return { my, at, shown, volumes, advance }
}

const fromImage = (uuid: string, more: object = {}) => ({
  ...{ source_type: 'image', uuid, destination_type: 'volume', boot_index: 0, volume_size: 1 },
  ...more,
})

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('its volumes are made, in use, and gone with it or not', async () => {
    const { my, at, shown, volumes } = await setUp(backend)
    await using _ = my.cloud
    const own = await at.volume()
    const id = await my.server({
      imageRef: '',
      block_device_mapping_v2: [
        fromImage(my.imageId, { delete_on_termination: true }),
        { source_type: 'blank', destination_type: 'volume', volume_size: 2 },
        { source_type: 'volume', destination_type: 'volume', uuid: own, tag: 'own' },
      ],
    })
    expect(await shown(id)).toMatchObject({ status: 'ACTIVE', image: '' })
    const { volumeAttachments } = (await at.list(id)).body
    expect(volumeAttachments).toMatchObject([
      { device: '/dev/vda', delete_on_termination: true },
      { device: '/dev/vdb', delete_on_termination: false },
      { device: '/dev/vdc', id: own, tag: 'own' },
    ])
    const made = new Map((await volumes()).map((one: any) => [one.id, one]))
    const of = ({ id: volumeId }: any) => made.get(volumeId)
    expect(volumeAttachments.map(of)).toMatchObject([
      { name: '', size: 1, status: 'in-use', bootable: 'true' },
      { name: `${id}-blank-vol`, size: 2, status: 'in-use', bootable: 'false' },
      { status: 'in-use', attachments: [{ server_id: id, device: '/dev/vdc' }] },
    ])
    await my.demo.send('DELETE', `/servers/${id}`)
    await my.cloud.settled()
    const left = (await volumes()).map(({ id: left, status }: any) => [left, status])
    expect(new Map(left)).toEqual(
      new Map([
        [own, 'available'],
        [volumeAttachments[1].id, 'available'],
      ]),
    )
    expect(await at.attachments()).toEqual([])
  })

  test('it waits for its volumes, and fails with one that fails', async () => {
    const { my, at, shown, volumes, advance } = await setUp(backend, 'manual')
    await using _ = my.cloud
    const ask = async () => {
      const device = fromImage(my.imageId, { delete_on_termination: true })
      const got = await my.ask({ imageRef: '', block_device_mapping_v2: [device] })
      expect(got.status, got.text).toBe(202)
      return got.body.server.id
    }
    const id = await ask()
    expect(await shown(id)).toMatchObject({
      ...{ status: 'BUILD', 'OS-EXT-STS:task_state': 'block_device_mapping' },
    })
    await advance()
    await advance()
    expect((await shown(id)).status).toBe('ACTIVE')
    const other = await ask()
    const volume = (await volumes()).find(({ status }: any) => status !== 'in-use')
    await at.reset(volume.id, { status: 'error' })
    await advance()
    await advance()
    const { status, fault } = await shown(other)
    expect([status, fault.message]).toEqual([
      'ERROR',
      `Build of instance ${other} aborted: Volume ${volume.id} did not finish being created even ` +
        'after we waited 0 seconds or 1 attempts. And its status is error.',
    ])
    await advance()
    expect((await volumes()).map((one: any) => one.id)).not.toContain(volume.id)
  })

  test('a project without room for volumes learns it from the server, and nothing is left', async () => {
    const { my, shown, volumes, at } = await setUp(backend)
    await using _ = my.cloud
    const { projectId, token } = my.adminPersona
    const path = `/v3/${projectId}/os-quota-sets/${my.persona.projectId}`
    const body = { quota_set: { volumes: 1 } }
    await my.cloud.request('block-storage', 'PUT', path, { token, body })
    const id = await my.server({
      imageRef: '',
      block_device_mapping_v2: [
        fromImage(my.imageId),
        { source_type: 'blank', destination_type: 'volume', volume_size: 1 },
      ],
    })
    const { status, fault } = await shown(id)
    expect([status, fault.message]).toEqual([
      'ERROR',
      `Build of instance ${id} aborted: VolumeLimitExceeded: Maximum number of volumes allowed (1) ` +
        "exceeded for quota 'volumes'.",
    ])
    expect(await volumes()).toEqual([])
    expect(await at.attachments()).toEqual([])
  })

  test('one volume cannot be two of its disks, and is free again', async () => {
    const { my, at, shown } = await setUp(backend)
    await using _ = my.cloud
    const uuid = await at.volume()
    const image = { source_type: 'image', uuid: my.imageId, destination_type: 'local' }
    const volume = { source_type: 'volume', uuid, destination_type: 'volume' }
    const devices = [{ ...image, boot_index: 0 }, volume, volume]
    const id = await my.server({ block_device_mapping_v2: devices })
    const { status, fault } = await shown(id)
    expect(status).toBe('ERROR')
    expect(fault.message).toMatch(
      `Build of instance ${id} aborted: Resource conflict: duplicate connectors detected on volume ` +
        `${uuid} (HTTP 409) (Request-ID: req-`,
    )
    expect(await at.shown(uuid)).toMatchObject({ status: 'available', attachments: [] })
    expect((await at.list(id)).body.volumeAttachments).toHaveLength(2)
  })

  test('of 16 who attach a volume at once one has it, and a server that goes lets it go', async () => {
    const { my, at } = await setUp(backend)
    await using _ = my.cloud
    const volumeId = await at.volume()
    const servers = await Promise.all([1, 2, 3, 4].map(() => my.server()))
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_one, index) => at.attach(servers[index % 4]!, { volumeId })),
    )
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual([
      '200',
      ...Array<string>(15).fill('400'),
    ])
    const winner = answers.find(({ status }) => status === 200)!.body.volumeAttachment.serverId
    const deleting = my.demo.send('DELETE', `/servers/${winner}`)
    const detaching = at.detach(winner, volumeId)
    expect((await deleting).status).toBe(204)
    await detaching
    await my.cloud.settled()
    expect(await at.shown(volumeId)).toMatchObject({ status: 'available', attachments: [] })
    expect(await at.attachments()).toEqual([])
  })
})
