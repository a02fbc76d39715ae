/** Requests at once, on real databases: no port is of two trunks, and none of a trunk is deleted. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS, type Backend } from '../../../test/support/databases.ts'
import { networkCloud } from '../../../test/support/network-cloud.ts'

async function setUp(backend: Backend) {
  // Without quotas, lest who counts waits for who counts.
  const my = await networkCloud({
    database: await backend.url('cloud'),
    ...{ network: { quotas: {} } },
  })
  const { id: network_id } = await my.make('network')
  const port = () => my.make('port', { network_id })
  return { my, port, [Symbol.asyncDispose]: () => my.cloud[Symbol.asyncDispose]() }
}

const on = (port: { readonly id: string }, segment: number) => ({
  sub_ports: [{ port_id: port.id, segmentation_type: 'vlan', segmentation_id: segment }],
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of trunks that take one port exactly one gets it', async () => {
    await using setup = await setUp(backend)
    const { my, port } = setup
    const sub = await port()
    const trunks: any[] = []
    for (let at = 0; at < 4; at++)
      trunks.push(await my.make('trunk', { port_id: (await port()).id }))
    const parent = await port()
    const answers = await Promise.all([
      ...trunks.map(({ id }) => my.demo('PUT', `/trunks/${id}/add_subports`, on(sub, 5))),
      my.demo('POST', '/trunks', { trunk: { port_id: parent.id, ...on(sub, 5) } }),
      my.demo('POST', '/trunks', { trunk: { port_id: sub.id } }),
    ])
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status < 300)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(answers.length - 1)
  })

  test('of ports that take one segment of a trunk exactly one gets it', async () => {
    await using setup = await setUp(backend)
    const { my, port } = setup
    const { id } = await my.make('trunk', { port_id: (await port()).id })
    const subs = [await port(), await port(), await port()]
    const answers = await Promise.all(
      subs.map((sub) => my.demo('PUT', `/trunks/${id}/add_subports`, on(sub, 5))),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409])
  })

  test('a port is deleted, or becomes part of a trunk, but not both', async () => {
    await using setup = await setUp(backend)
    const { my, port } = setup
    const { id } = await my.make('trunk', { port_id: (await port()).id })
    for (let round = 1; round <= 5; round++) {
      const sub = await port()
      const [added, gone] = await Promise.all([
        my.demo('PUT', `/trunks/${id}/add_subports`, on(sub, round)),
        my.demo('DELETE', `/ports/${sub.id}`),
      ])
      expect(['200 409', '404 204']).toContain(`${added.status} ${gone.status}`)
    }
  })
})
