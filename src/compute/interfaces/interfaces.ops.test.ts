/** Servers plugged into networks and unplugged while they run. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'
import { updateServer } from '../servers/servers.store.ts'

const my = useServerCloud()
const NONE = '00000000-0000-4000-8000-000000000000'

let id: string
let path: string

beforeAll(async () => {
  id = await my.server()
  path = `/servers/${id}/os-interface`
})

const attach = (interfaceAttachment: object, nova = my.demo, version?: string) =>
  nova.send('POST', path, { interfaceAttachment }, version)

const become = (state: object) => my.cloud.app.database.write((tx) => updateServer(tx, id, state))

const port = async (portId: string) => (await my.network('GET', `/ports/${portId}`)).body.port

async function ownPort(attributes: object = {}): Promise<string> {
  const body = { port: { network_id: my.networkIds.private, ...attributes } }
  return (await my.network('POST', '/ports', body)).body.port.id
}

describe('an interface', () => {
  test('is made on a network, shown, and gone once it is detached', async () => {
    const got = await attach({ net_id: my.networkIds.private })
    expect(got.status, got.text).toBe(200)
    const { interfaceAttachment: made } = got.body
    const real = await port(made.port_id)
    expect(real).toMatchObject({ device_id: id, device_owner: 'compute:nova', status: 'ACTIVE' })
    expect(Object.entries(made)).toEqual(
      Object.entries({
        net_id: my.networkIds.private,
        port_id: real.id,
        mac_addr: real.mac_address,
        port_state: 'ACTIVE',
        fixed_ips: real.fixed_ips,
      }),
    )
    for (const nova of [my.demo, my.reader, my.admin]) {
      expect((await nova.get(path)).body).toEqual({ interfaceAttachments: [made] })
      const one = await nova.get(`${path}/${real.id}`, '2.70')
      expect(one.body).toEqual({ interfaceAttachment: { ...made, tag: null } })
    }
    const gone = await my.demo.send('DELETE', `${path}/${real.id}`)
    expect([gone.status, gone.text]).toEqual([202, ''])
    expect((await my.network('GET', `/ports/${real.id}`)).status).toBe(404)
    expect((await my.demo.get(path)).body).toEqual({ interfaceAttachments: [] })
  })

  test('may be a port of the user, who keeps it', async () => {
    const own = await ownPort()
    const got = await attach({ port_id: own }, my.demo, '2.70')
    expect(got.body.interfaceAttachment, got.text).toMatchObject({ port_id: own, tag: null })
    const again = `Port ${own} is still in use.`
    expectFault(await attach({ port_id: own }), 409, again)
    expect((await my.demo.send('DELETE', `${path}/${own}`)).status).toBe(202)
    expect(await port(own)).toMatchObject({ device_id: '', device_owner: '', status: 'DOWN' })
  })

  test('has the address and the tag that were asked for', async () => {
    const asked = { net_id: my.networkIds.private, fixed_ips: [{ ip_address: '1.2.3.4' }] }
    const { subnets } = (await my.network('GET', '/subnets')).body
    const subnet = subnets.find(
      (one: any) => one.network_id === my.networkIds.private && one.ip_version === 4,
    )
    const within = subnet.cidr.replace(/\.\d+\/\d+$/, '.60')
    const wanted = { ...asked, fixed_ips: [{ ip_address: within }] }
    const got = await attach({ ...wanted, tag: 'nic' }, my.demo, '2.70')
    expect(got.status, got.text).toBe(200)
    const { interfaceAttachment: made } = got.body
    expect(made.tag).toBe('nic')
    expect(made.fixed_ips.map((one: any) => one.ip_address)).toContain(within)
    const listed = (await my.demo.get(path, '2.70')).body.interfaceAttachments
    expect(listed).toEqual([made])
    expectFault(await attach(wanted), 409, `Fixed IP ${within} is already in use.`)
    expectFault(
      await attach(asked),
      400,
      'Invalid input received: Fixed IP 1.2.3.4 is not a valid ip address for network ' +
        `${my.networkIds.private}.`,
    )
    await my.demo.send('DELETE', `${path}/${made.port_id}`)
  })

  test('that is not there is taken away all the same, and says so in its record', async () => {
    const own = await ownPort()
    for (const portId of [NONE, own, 'x']) {
      expect((await my.demo.send('DELETE', `${path}/${portId}`)).status).toBe(202)
    }
    expect((await port(own)).id).toBe(own)
    const recorded = await my.cloud.app.database.read((tx) =>
      tx.db
        .selectFrom('instance_actions')
        .innerJoin('instance_action_events as e', 'e.action_id', 'instance_actions.id')
        .where('server_id', '=', id)
        .where('e.details', '=', `Port ${own} is not attached`)
        .select(['action', 'message', 'event', 'result'])
        .execute(),
    )
    expect(recorded).toEqual([
      {
        ...{ action: 'detach_interface', message: 'Error' },
        ...{ event: 'compute_detach_interface', result: 'Error' },
      },
    ])
  })
})

test.each<[object, number, string]>([
  [{ port_id: NONE, net_id: NONE }, 400, 'Must not input both network_id and port_id'],
  [
    { fixed_ips: [{ ip_address: '10.0.0.1' }] },
    400,
    'Must input network_id when request IP address',
  ],
  [{ port_id: NONE }, 404, `Port id ${NONE} could not be found.`],
  [{ net_id: NONE }, 404, `Network ${NONE} could not be found.`],
  [{}, 400, 'Multiple possible networks found, use a Network ID to be more specific.'],
  [
    { tag: 't' },
    400,
    "Invalid input for field/attribute interfaceAttachment. Value: {'tag': 't'}. " +
      "Additional properties are not allowed ('tag' was unexpected)",
  ],
  [{ net_id: 'x' }, 400, "Invalid input for field/attribute net_id. Value: x. 'x' is not a 'uuid'"],
])('no interface is made of %j', async (asked, status, message) => {
  expectFault(await attach(asked, my.demo, '2.48'), status, message)
})

test('interfaces of a network without subnets, or outside, are refused', async () => {
  const bare = (await my.network('POST', '/networks', { network: {} })).body.network.id
  expectFault(
    await attach({ net_id: bare }),
    400,
    'Network requires port_security_enabled and subnet associated in order to apply security groups.',
  )
  expectFault(
    await attach({ net_id: my.networkIds.public }),
    403,
    `It is not allowed to create an interface on external network ${my.networkIds.public}`,
  )
})

test('ports count against the quota of Network', async () => {
  const quotas = `/quotas/${my.persona.projectId}`
  const { ports } = (await my.network('GET', '/ports')).body
  const set = await my.networkAdmin('PUT', quotas, { quota: { port: ports.length } })
  expect(set.status, set.text).toBe(200)
  const got = await attach({ net_id: my.networkIds.private })
  await my.networkAdmin('DELETE', quotas)
  expectFault(got, 403, 'Maximum number of ports exceeded')
})

test('a port that is not the server’s is not shown', async () => {
  const own = await ownPort()
  const words = `Instance ${id} does not have a port with id ${own}`
  expectFault(await my.demo.get(`${path}/${own}`), 404, words)
  expectFault(await my.demo.get(`${path}/x`), 404, 'Port id x could not be found.')
})

test('a locked server, and one that cannot be changed now, keep what they have', async () => {
  const own = await ownPort()
  const detach = () => my.demo.send('DELETE', `${path}/${own}`)
  await become({ locked_by: 'owner' })
  expectFault(await attach({ port_id: own }), 409, `Instance ${id} is locked`)
  expectFault(await detach(), 409, `Instance ${id} is locked`)
  await become({ locked_by: null, vm_state: 'suspended' })
  const words = (verb: string) =>
    `Cannot '${verb}' instance ${id} while it is in vm_state suspended`
  expectFault(await attach({ port_id: own }), 409, words('attach_interface'))
  expectFault(await detach(), 409, words('detach_interface'))
  await become({ vm_state: 'active', task_state: 'deleting' })
  const busy = `Cannot 'attach_interface' instance ${id} while it is in task_state deleting`
  expectFault(await attach({ port_id: own }), 409, busy)
  await become({ task_state: null })
  expect((await port(own)).device_id).toBe('')
})

test('readers see interfaces, and others miss the server', async () => {
  const words = (verb: string) =>
    `Policy doesn't allow os_compute_api:os-attach-interfaces:${verb} to be performed.`
  expectFault(await attach({ net_id: NONE }, my.reader), 403, words('create'))
  expectFault(await my.reader.send('DELETE', `${path}/${NONE}`), 403, words('delete'))
  const missed = `Instance ${id} could not be found.`
  expectFault(await my.stranger.get(path), 404, missed)
  expectFault(await my.stranger.get(`${path}/${NONE}`), 404, missed)
  expectFault(await attach({}, my.stranger), 404, missed)
  expectFault(await my.stranger.send('DELETE', `${path}/${NONE}`), 404, missed)
})
