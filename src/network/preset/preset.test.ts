/** What a new cloud has of networks, and that it gets it once. */
import { expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { startCloud } from '../../../test/support/cloud.ts'
import { networkApi, networkCloud } from '../../../test/support/network-cloud.ts'

type Named = { name: string; id: string }[]

test.each(SHARED_BACKENDS)(
  'on $name a new cloud has networks, and a router between them, once',
  async (backend) => {
    const database = await backend.url('cloud')
    {
      const first = await networkCloud({ database, preset: 'devstack' })
      await using _ = first.cloud
      const { networks } = (await first.demo('GET', '/networks')).body
      const byName = new Map(networks.map((one: { name: string }) => [one.name, one]))
      expect(new Set(byName.keys())).toEqual(new Set(['private', 'public', 'shared']))
      expect(byName.get('public')).toMatchObject({
        'router:external': true,
        is_default: true,
        shared: false,
        mtu: 1500,
      })
      expect(byName.get('private')).toMatchObject({ project_id: first.persona.projectId })
      expect(byName.get('shared')).toMatchObject({ shared: true })
      const subnets: Named = (await first.admin('GET', '/subnets')).body.subnets
      expect(subnets.map(({ name }) => name).toSorted()).toEqual([
        'ipv6-private-subnet',
        'ipv6-public-subnet',
        'private-subnet',
        'public-subnet',
        'shared-subnet',
      ])
      const [router] = (await first.demo('GET', '/routers')).body.routers
      expect(router).toMatchObject({ name: 'router1', status: 'ACTIVE' })
      expect(router.external_gateway_info.external_fixed_ips).toHaveLength(2)
      const ports = await first.demo('GET', `/ports?device_id=${router.id}`)
      expect(ports.body.ports).toHaveLength(2)
      // What it is for: a floating IP reaches a port of the private network.
      const { id: network_id } = byName.get('private') as { id: string }
      const port = await first.make('port', { network_id })
      const { id: floating_network_id } = byName.get('public') as { id: string }
      const floating = await first.demo('POST', '/floatingips', {
        floatingip: { floating_network_id, port_id: port.id },
      })
      expect(floating.status, floating.text).toBe(201)
      expect(floating.body.floatingip.router_id).toBe(router.id)
      const { id } = byName.get('shared') as { id: string }
      expect((await first.admin('DELETE', `/networks/${id}`)).status).toBe(204)
    }
    await using again = await startCloud({ database, preset: 'devstack' })
    const demo = networkApi(again, await again.demo())
    expect((await demo('GET', '/networks?shared=true')).body.networks).toEqual([])
    expect((await demo('GET', '/routers')).body.routers).toHaveLength(1)
  },
)

test('a cloud that is to begin with nothing has no networks', async () => {
  const bare = await networkCloud({ preset: 'none' })
  await using _ = bare.cloud
  expect((await bare.admin('GET', '/networks')).body.networks).toEqual([])
})
