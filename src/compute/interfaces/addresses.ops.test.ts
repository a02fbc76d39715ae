/** Addresses by the older actions of servers. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'
import { changeServer, storedServer } from '../../../test/support/server-rows.ts'

const my = useServerCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let id: string
let bare: string

beforeAll(async () => {
  id = await my.server({ networks: [{ uuid: my.networkIds.private }] })
  bare = await my.server()
})

const act = (body: object, { server = id, nova = my.demo, version = '2.43' } = {}) =>
  nova.send('POST', `/servers/${server}/action`, body, version)

const addressesOf = async (version: 4 | 6): Promise<string[]> => {
  const { ports } = (await my.network('GET', `/ports?device_id=${id}`)).body
  const addresses: string[] = ports[0].fixed_ips.map((one: any) => one.ip_address)
  return addresses.filter((address) => address.includes(':') === (version === 6))
}

const faultOf = async (server: string) => {
  const { fault } = await storedServer(my.cloud, server)
  return fault && (JSON.parse(fault) as object)
}

describe('a fixed address', () => {
  test('is added and removed', async () => {
    const [first] = await addressesOf(4)
    const added = await act({ addFixedIp: { networkId: my.networkIds.private } })
    expect([added.status, added.text]).toEqual([202, ''])
    const second = (await addressesOf(4)).find((address) => address !== first)
    expect(second).toBeDefined()
    expect((await act({ removeFixedIp: { address: second } })).status).toBe(202)
    expect(await addressesOf(4)).toEqual([first])
    expect(await faultOf(id)).toBeNull()
  })

  test('that cannot be had, or is not there, is the fault of the server', async () => {
    expect((await act({ addFixedIp: { networkId: 5 } }, { server: bare })).status).toBe(202)
    const message = `Network could not be found for instance ${bare}.`
    expect(await faultOf(bare)).toMatchObject({ code: 404, message })
    const gone = { removeFixedIp: { address: '10.9.9.9' } }
    expect((await act(gone, { server: bare })).status).toBe(202)
    const words = `Instance ${bare} does not have fixed IP '10.9.9.9'.`
    expect(await faultOf(bare)).toMatchObject({ code: 400, message: words })
  })

  test('stays what it is where the server is locked, or nowhere', async () => {
    const body = { addFixedIp: { networkId: my.networkIds.private } }
    await changeServer(my.cloud, id, { locked_by: 'owner' })
    expectFault(await act(body), 409, `Instance ${id} is locked`)
    const { host } = await storedServer(my.cloud, id)
    await changeServer(my.cloud, id, { locked_by: null, host: null })
    expectFault(await act(body), 409, `Instance ${id} is not ready`)
    const none = { injectNetworkInfo: null }
    expectFault(await act(none, { nova: my.admin }), 409, `Instance ${id} is not ready`)
    await changeServer(my.cloud, id, { host })
    expect(await addressesOf(4)).toHaveLength(1)
  })
})

describe('a floating IP', () => {
  const allocate = async (): Promise<string> => {
    const floatingip = { floating_network_id: my.networkIds.public }
    const got = await my.network('POST', '/floatingips', { floatingip })
    return got.body.floatingip.floating_ip_address
  }
  const leadsTo = async (address: string): Promise<string | null> => {
    const got = await my.network('GET', `/floatingips?floating_ip_address=${address}`)
    return got.body.floatingips[0].fixed_ip_address
  }

  test('is added, again too, and removed', async () => {
    const address = await allocate()
    const [inside] = await addressesOf(4)
    const added = await act({ addFloatingIp: { address } })
    expect([added.status, added.text]).toEqual([202, ''])
    expect(await leadsTo(address)).toBe(inside)
    const again = { address, fixed_address: inside }
    expect((await act({ addFloatingIp: again })).status).toBe(202)
    const elsewhere = await act({ removeFloatingIp: { address } }, { server: bare })
    const words = `Floating IP ${address} is not associated with instance ${bare}.`
    expectFault(elsewhere, 409, words)
    expect((await act({ removeFloatingIp: { address } })).status).toBe(202)
    expect(await leadsTo(address)).toBeNull()
    // What leads nowhere is nobody's to remove.
    const refused = "Policy doesn't allow os_compute_api:os-floating-ips:remove to be performed."
    expectFault(await act({ removeFloatingIp: { address } }), 403, refused)
    const nowhere = await act({ removeFloatingIp: { address } }, { nova: my.admin })
    expectFault(nowhere, 409, `Floating IP ${address} is not associated with instance ${id}.`)
  })

  test('that is not there is missed', async () => {
    const address = '172.24.9.9'
    expectFault(await act({ addFloatingIp: { address } }), 404, 'floating IP not found')
    const words = `Floating IP not found for address ${address}.`
    expectFault(await act({ removeFloatingIp: { address } }), 404, words)
  })

  test('needs an address of the server to lead to', async () => {
    const address = await allocate()
    const foreign = { address, fixed_address: '10.9.9.9' }
    const words = 'Specified fixed address not assigned to instance'
    expectFault(await act({ addFloatingIp: foreign }), 400, words)
    const none = await act({ addFloatingIp: { address } }, { server: bare })
    expectFault(none, 400, 'Instance network is not ready yet')
    const [v6] = await addressesOf(6)
    const refused = await act({ addFloatingIp: { address, fixed_address: v6 } })
    expect(refused.status).toBe(400)
    expect(refused.body.badRequest.message).toMatch(
      new RegExp(
        `^Unable to associate floating IP ${address} to fixed IP ${v6} for instance ${id}\\. Error: `,
      ),
    )
  })
})

test('network information is injected by administrators, who learn nothing of it', async () => {
  const got = await act({ injectNetworkInfo: null }, { nova: my.admin, version: '2.104' })
  expect([got.status, got.text]).toEqual([202, ''])
  expectFault(
    await act({ injectNetworkInfo: null }),
    403,
    "Policy doesn't allow os_compute_api:os-admin-actions:inject_network_info to be performed.",
  )
})

test.each([
  { addFixedIp: { networkId: NONE } },
  { removeFixedIp: { address: '10.0.0.1' } },
  { addFloatingIp: { address: '10.0.0.1' } },
  { removeFloatingIp: { address: '10.0.0.1' } },
])('%j is gone from 2.44 on, and not for readers', async (body) => {
  const got = await act(body, { version: '2.44' })
  expectFault(got, 404, 'The resource could not be found.')
  const status = 'removeFloatingIp' in body ? 404 : 403
  expect((await act(body, { nova: my.reader })).status).toBe(status)
})
