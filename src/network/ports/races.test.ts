/** What several clients do to ports at once. */
import { describe, expect, test } from 'vitest'
import type { Got } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, networkWithSubnet, refusal } from '../../../test/support/network-cloud.ts'

const DATABASES = BACKENDS.filter(({ name }) => name !== 'SQLite in a file')

/** A busy database asks clients to come again. */
async function answered(ask: () => Promise<Got>): Promise<Got> {
  const got = await ask()
  return got.status === 503 ? answered(ask) : got
}

describe.each(DATABASES)('on $name', (backend) => {
  test('64 creators get as many ports as there are addresses, each once', async () => {
    const my = await networkCloud({ database: await backend.url('cloud') })
    await using _ = my.cloud
    const { network_id } = await networkWithSubnet(my, {}, '10.8.0.0/26')
    const got = await Promise.all(
      Array.from({ length: 64 }, () =>
        answered(() => my.demo('POST', '/ports', { port: { network_id } })),
      ),
    )
    const made = got.filter(({ status }) => status === 201)
    expect(got.filter(({ status }) => status !== 201).map(refusal)).toEqual(
      Array(3).fill(expect.stringMatching(/^409 IpAddressGenerationFailure: /)),
    )
    const addresses = new Set(made.map(({ body }) => body.port.fixed_ips[0].ip_address))
    expect([made.length, addresses.size]).toEqual([61, 61])
  })

  test('one address goes to one of those who ask for it', async () => {
    const my = await networkCloud({ database: await backend.url('cloud') })
    await using _ = my.cloud
    const { network_id } = await networkWithSubnet(my)
    const port = { network_id, fixed_ips: [{ ip_address: '10.7.0.9' }] }
    const got = await Promise.all(
      Array.from({ length: 16 }, () => my.demo('POST', '/ports', { port })),
    )
    expect(got.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201,
      ...Array(15).fill(409),
    ])
    // And it is as free as before once that port is gone.
    const id = got.find(({ status }) => status === 201)!.body.port.id
    expect((await my.demo('DELETE', `/ports/${id}`)).status).toBe(204)
    expect((await my.demo('POST', '/ports', { port })).status).toBe(201)
  })

  test('a subnet goes, or a port stays on it', async () => {
    const my = await networkCloud({ database: await backend.url('cloud') })
    await using _ = my.cloud
    for (let i = 0; i < 8; i++) {
      const { network_id, subnet_id } = await networkWithSubnet(my)
      const [made, gone] = await Promise.all([
        my.demo('POST', '/ports', { port: { network_id } }),
        my.demo('DELETE', `/subnets/${subnet_id}`),
      ])
      expect(made.status).toBe(201)
      const addresses = made.body.port.fixed_ips.length
      expect([addresses, gone.status]).toEqual(gone.status === 204 ? [0, 204] : [1, 409])
    }
  })

  test('a network goes, or a port stays on it', async () => {
    const my = await networkCloud({ database: await backend.url('cloud') })
    await using _ = my.cloud
    for (let i = 0; i < 8; i++) {
      const { network_id } = await networkWithSubnet(my)
      const [made, gone] = await Promise.all([
        my.demo('POST', '/ports', { port: { network_id } }),
        my.demo('DELETE', `/networks/${network_id}`),
      ])
      expect([made.status, gone.status]).toEqual(made.status === 201 ? [201, 409] : [404, 204])
    }
  })
})
