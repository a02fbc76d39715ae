/** Whoever wants a port at the same moment: one server gets it, and one that is deleted keeps none. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { serverCloud } from '../../../test/support/server-cloud.ts'

const CLIENTS = 64

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of many who attach a port one gets it', async () => {
    const my = await serverCloud({ database: await backend.url('cloud') })
    await using _ = my.cloud
    const servers = [await my.server(), await my.server()]
    const body = { port: { network_id: my.networkIds.private } }
    const { id } = (await my.network('POST', '/ports', body)).body.port
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, (_, index) =>
        my.demo.send('POST', `/servers/${servers[index % 2]}/os-interface`, {
          interfaceAttachment: { port_id: id },
        }),
      ),
    )
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
    expect(statuses).toEqual([200, ...Array<number>(CLIENTS - 1).fill(409)])
    const rows = await my.cloud.app.database.read((tx) =>
      tx.db.selectFrom('server_ports').selectAll().execute(),
    )
    expect(rows).toMatchObject([{ port_id: id, is_made: 0 }])
    const { port } = (await my.network('GET', `/ports/${id}`)).body
    expect(port.device_id).toBe(rows[0]!.server_id)
  })

  test('what is attached while the server is deleted does not outlive it', async () => {
    const my = await serverCloud({ database: await backend.url('cloud') })
    await using _ = my.cloud
    const server = await my.server()
    const attach = () =>
      my.demo.send('POST', `/servers/${server}/os-interface`, {
        interfaceAttachment: { net_id: my.networkIds.private },
      })
    const [gone, ...answers] = await Promise.all([
      my.demo.send('DELETE', `/servers/${server}`),
      ...Array.from({ length: 8 }, attach),
    ])
    expect(gone.status).toBe(204)
    for (const { status } of answers) expect([200, 404, 409]).toContain(status)
    await my.cloud.settled()
    const ports = (await my.network('GET', `/ports?device_id=${server}`)).body.ports
    expect(ports).toEqual([])
  })
})
