/** Addresses of servers by network, as calls of their own show them. */
import { expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { changeServer } from '../../../test/support/server-rows.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const all = useServerCloud()

test('all and those of one network are those of the server', async () => {
  const id = await all.server({ networks: [{ uuid: all.networkIds.private }] })
  const shown = (await all.demo.get(`/servers/${id}`)).body.server.addresses.private
  const addresses = shown.map(({ version, addr }: { version: number; addr: string }) => ({
    version,
    addr,
  }))
  expect(addresses.length).toBeGreaterThan(0)
  const list = await all.demo.get(`/servers/${id}/ips`)
  expect(list.body).toEqual({ addresses: { private: addresses } })
  expect((await all.demo.get(`/servers/${id}/ips/private`)).body).toEqual({ private: addresses })
})

test('a network that it is not on is missed, whatever its name', async () => {
  const id = await all.server()
  expect((await all.demo.get(`/servers/${id}/ips`)).body).toEqual({ addresses: {} })
  for (const label of ['private', 'constructor']) {
    const got = await all.demo.get(`/servers/${id}/ips/${label}`)
    expectFault(got, 404, 'Instance is not a member of specified network')
  }
})

test('while it is being made there are none, and others hear nothing of it', async () => {
  const id = await all.server({ networks: [{ uuid: all.networkIds.private }] })
  const hidden = `Instance ${id} could not be found.`
  expectFault(await all.stranger.get(`/servers/${id}/ips`), 404, hidden)
  await changeServer(all.cloud, id, { vm_state: 'building' })
  expect((await all.demo.get(`/servers/${id}/ips`)).body).toEqual({ addresses: {} })
})

test('parameters are refused from 2.102 on', async () => {
  const id = await all.server({ networks: [{ uuid: all.networkIds.private }] })
  for (const path of [`/servers/${id}/ips`, `/servers/${id}/ips/private`]) {
    expect((await all.demo.get(`${path}?x=1`, '2.101')).status).toBe(200)
    expect((await all.demo.get(`${path}?x=1`, '2.102')).status).toBe(400)
  }
})
