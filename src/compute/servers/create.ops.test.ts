/** New servers: what they answer, what they get, and that nothing is left of them. */
import { describe, expect, test } from 'vitest'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const my = useServerCloud()

const portsOf = async (id: string) => (await my.network('GET', `/ports?device_id=${id}`)).body.ports

const allocationsOf = async (id: string) => {
  const { token } = my.adminPersona
  const got = await my.cloud.request('placement', 'GET', `/allocations/${id}`, { token })
  return Object.values<{ resources: object }>(got.body.allocations).map((one) => one.resources)
}

describe('a new server', () => {
  test('is answered with its id, its address, its groups and a password', async () => {
    const got = await my.ask({ name: 'first' })
    expect(got.status, got.text).toBe(202)
    const { id } = got.body.server
    const compute = my.cloud.app.addresses.get('compute')
    expect(got.body).toEqual({
      server: {
        id,
        links: [
          { rel: 'self', href: `${compute}/v2.1/servers/${id}` },
          { rel: 'bookmark', href: `${compute}/servers/${id}` },
        ],
        'OS-DCF:diskConfig': 'MANUAL',
        security_groups: [{ name: 'default' }],
        adminPass: expect.stringMatching(/^[2-9A-HJ-NP-Za-km-z]{12}$/),
      },
    })
    expect(got.headers.get('location')).toBe(`${compute}/v2.1/servers/${id}`)
  })

  test('has a port and room on a host, and neither once it is deleted', async () => {
    const id = await my.server({ networks: [{ uuid: my.networkIds.private }] })
    expect(await portsOf(id)).toMatchObject([
      { device_owner: 'compute:nova', status: 'ACTIVE', network_id: my.networkIds.private },
    ])
    const { server } = (await my.demo.get(`/servers/${id}`)).body
    expect(server).toMatchObject({ status: 'ACTIVE', 'OS-EXT-STS:power_state': 1 })
    expect(server.addresses.private).toHaveLength(2)
    expect(await allocationsOf(id)).toEqual([{ VCPU: 1, MEMORY_MB: 512, DISK_GB: 1 }])
    const got = await my.demo.send('DELETE', `/servers/${id}`)
    expect(got.status, got.text).toBe(204)
    await my.cloud.settled()
    expect(await portsOf(id)).toEqual([])
    expect(await allocationsOf(id)).toEqual([])
    expect((await my.demo.send('DELETE', `/servers/${id}`)).status).toBe(404)
  })
})

describe('a server that boots from a volume', () => {
  const fromImage = () => ({
    ...{ source_type: 'image', uuid: my.imageId, destination_type: 'volume', boot_index: 0 },
    ...{ volume_size: 1, delete_on_termination: true },
  })

  test('has one made of its image, which goes with it', async () => {
    const id = await my.server({ imageRef: '', block_device_mapping_v2: [fromImage()] })
    const { volumes } = (await my.volumes('GET', '/volumes/detail')).body
    expect(volumes).toMatchObject([{ status: 'in-use', bootable: 'true', size: 1 }])
    expect(volumes[0].attachments).toMatchObject([{ server_id: id, device: '/dev/vda' }])
    expect(await allocationsOf(id)).toEqual([{ VCPU: 1, MEMORY_MB: 512 }])
    expect((await my.demo.send('DELETE', `/servers/${id}`)).status).toBe(204)
    await my.cloud.settled()
    expect((await my.volumes('GET', '/volumes/detail')).body.volumes).toEqual([])
  })
})
