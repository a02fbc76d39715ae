/** Routers and floating IPs at once: what no two may have one has, and what is used stays. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { externalNetwork, networkWith } from '../../../test/support/external-network.ts'
import { networkCloud } from '../../../test/support/network-cloud.ts'

const ROUNDS = 6

const cloudOn = async (backend: Backend) => {
  return networkCloud({ database: await backend.url('cloud'), network: { quotas: {} } })
}

const statuses = (answers: readonly { status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b)

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of two floating IPs for one address one is refused', async () => {
    const my = await cloudOn(backend)
    await using _ = my.cloud
    const [outside, inside] = [await externalNetwork(my), await networkWith(my, '10.1.0.0/24')]
    const router = await my.make('router', { external_gateway_info: { network_id: outside.id } })
    const add = `/routers/${router.id}/add_router_interface`
    await my.demo('PUT', add, { subnet_id: inside.subnet })
    for (let round = 0; round < ROUNDS; round++) {
      const { id: port } = await my.make('port', { network_id: inside.id })
      const floating = { floating_network_id: outside.id }
      const { id } = await my.make('floatingip', floating)
      const answers = await Promise.all([
        my.demo('PUT', `/floatingips/${id}`, { floatingip: { port_id: port } }),
        my.demo('POST', '/floatingips', { floatingip: { ...floating, port_id: port } }),
      ])
      expect(statuses(answers).at(-1)).toBe(409)
      const held = (await my.demo('GET', `/floatingips?port_id=${port}`)).body.floatingips
      expect(held).toHaveLength(1)
    }
  })

  test('of two routers on one subnet one is refused', async () => {
    const my = await cloudOn(backend)
    await using _ = my.cloud
    for (let round = 0; round < ROUNDS; round++) {
      const { id, subnet } = await networkWith(my, '10.1.0.0/24')
      const routers = [await my.make('router'), await my.make('router')]
      const answers = await Promise.all(
        routers.map((router) =>
          my.demo('PUT', `/routers/${router.id}/add_router_interface`, { subnet_id: subnet }),
        ),
      )
      expect(statuses(answers)).toEqual([200, 409])
      const { ports } = (await my.demo('GET', `/ports?network_id=${id}`)).body
      expect(ports).toHaveLength(1)
    }
  })

  test('a router that is deleted gets no interface', async () => {
    const my = await cloudOn(backend)
    await using _ = my.cloud
    for (let round = 0; round < ROUNDS; round++) {
      const { id, subnet } = await networkWith(my, '10.1.0.0/24')
      const router = await my.make('router')
      const [added, deleted] = await Promise.all([
        my.demo('PUT', `/routers/${router.id}/add_router_interface`, { subnet_id: subnet }),
        my.demo('DELETE', `/routers/${router.id}`),
      ])
      const { ports } = (await my.demo('GET', `/ports?network_id=${id}`)).body
      if (added.status === 200) expect([deleted.status, ports.length]).toEqual([409, 1])
      else expect([added.status, deleted.status, ports.length]).toEqual([404, 204, 0])
    }
  })

  test('what a floating IP needs is not taken away while it gets it', async () => {
    const my = await cloudOn(backend)
    await using _ = my.cloud
    const [outside, inside] = [await externalNetwork(my), await networkWith(my, '10.1.0.0/24')]
    const { id: port } = await my.make('port', { network_id: inside.id })
    for (let round = 0; round < ROUNDS; round++) {
      const router = await my.make('router', { external_gateway_info: { network_id: outside.id } })
      const path = `/routers/${router.id}`
      const body = { subnet_id: inside.subnet }
      await my.demo('PUT', `${path}/add_router_interface`, body)
      const { id } = await my.make('floatingip', { floating_network_id: outside.id })
      const leave =
        round % 2 === 0
          ? () => my.demo('PUT', `${path}/remove_router_interface`, body)
          : () => my.demo('PUT', path, { router: { external_gateway_info: null } })
      const [associated, left] = await Promise.all([
        my.demo('PUT', `/floatingips/${id}`, { floatingip: { port_id: port } }),
        leave(),
      ])
      expect([
        [200, 409],
        [404, 200],
      ]).toContainEqual([associated.status, left.status])
      await my.demo('DELETE', `/floatingips/${id}`)
      await my.demo('PUT', `${path}/remove_router_interface`, body)
      expect((await my.demo('DELETE', path)).status).toBe(204)
    }
  })

  test('a port that is deleted keeps no floating IP', async () => {
    const my = await cloudOn(backend)
    await using _ = my.cloud
    const [outside, inside] = [await externalNetwork(my), await networkWith(my, '10.1.0.0/24')]
    const router = await my.make('router', { external_gateway_info: { network_id: outside.id } })
    const add = `/routers/${router.id}/add_router_interface`
    await my.demo('PUT', add, { subnet_id: inside.subnet })
    const { id } = await my.make('floatingip', { floating_network_id: outside.id })
    for (let round = 0; round < ROUNDS; round++) {
      const { id: port } = await my.make('port', { network_id: inside.id })
      const [associated, deleted] = await Promise.all([
        my.demo('PUT', `/floatingips/${id}`, { floatingip: { port_id: port } }),
        my.demo('DELETE', `/ports/${port}`),
      ])
      expect([200, 404]).toContain(associated.status)
      expect(deleted.status).toBe(204)
      const { floatingip } = (await my.demo('GET', `/floatingips/${id}`)).body
      expect(floatingip).toMatchObject({ port_id: null, router_id: null })
    }
  })
})
