import { expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud({ network: { quotas: {} } })

interface Made {
  readonly id: string
}

const vlan = (port: Made, id: unknown) => {
  return { port_id: port.id, segmentation_type: 'vlan', segmentation_id: id }
}

async function port(attributes: object = {}): Promise<any> {
  const { id } = await my.make('network')
  return my.make('port', { network_id: id, ...attributes })
}

async function trunk(): Promise<any> {
  return my.make('trunk', { port_id: (await port()).id })
}

const call = (verb: 'add' | 'remove', { id }: Made, body: unknown) =>
  my.demo('PUT', `/trunks/${id}/${verb}_subports`, body)

/** What is said of ports that cannot be added. */
async function refused(to: Made, ...sub_ports: unknown[]): Promise<string> {
  return refusal(await call('add', to, { sub_ports }))
}

const INVALID = '400 InvalidInput: Invalid input for operation: '

test('ports are added after those that were there, which is no revision', async () => {
  const [made, a, b] = [await trunk(), await port(), await port()]
  await call('add', made, { sub_ports: [vlan(a, 101)] })
  const got = await call('add', made, { sub_ports: [{ ...vlan(b, 7), foo: 1 }] })
  expect(got.status).toBe(200)
  expect(got.body).toEqual({
    ...made,
    sub_ports: [vlan(a, 101), vlan(b, 7)],
    updated_at: got.body.updated_at,
  })
  const removed = await call('remove', made, { sub_ports: [{ port_id: a.id }] })
  expect(removed.body).toMatchObject({ sub_ports: [vlan(b, 7)], revision_number: 0 })
  // Free again.
  expect((await call('add', await trunk(), { sub_ports: [vlan(a, 1)] })).status).toBe(200)
})

test('a client may hold an action to the revision that it knows', async () => {
  const { id } = await trunk()
  const header = { 'if-match': 'revision_number=9' }
  const got = await my.demo('PUT', `/trunks/${id}/add_subports`, { sub_ports: [] }, header)
  expect(refusal(got)).toBe(
    '412 RevisionNumberConstraintFailed: Constrained to 9, but current revision is 0',
  )
})

test('bodies of actions are refused by form', async () => {
  const made = await trunk()
  const { id } = await port()
  for (const verb of ['add', 'remove'] as const) {
    expect(refusal(await call(verb, made, {}))).toBe(
      "400 HTTPBadRequest: Failed to parse request. Required attribute 'sub_ports' not specified",
    )
    expect(refusal(await call(verb, made, { sub_ports: 'x' }))).toBe(
      `${INVALID}Invalid data format for subports: 'x' is not a list.`,
    )
    expect(refusal(await call(verb, made, { sub_ports: [{}] }))).toBe(
      `${INVALID}A valid port UUID must be specified.`,
    )
    const half = { sub_ports: [{ port_id: id, segmentation_id: 3 }] }
    expect(refusal(await call(verb, made, half))).toBe(
      `${INVALID}Invalid subport details '{'port_id': '${id}', 'segmentation_id': 3}': missing ` +
        'segmentation information. Must specify both segmentation_id and segmentation_type.',
    )
  }
  expect((await call('remove', made, { sub_ports: [] })).status).toBe(200)
  expect(refusal(await call('remove', made, { sub_ports: [{ port_id: id }] }))).toBe(
    `404 SubPortNotFound: SubPort ${id} on trunk ${made.id} could not be found.`,
  )
})

test('segments are VLANs in range, each once', async () => {
  const [made, a, b, c] = [await trunk(), await port(), await port(), await port()]
  expect(await refused(made, { ...vlan(a, 5), segmentation_type: 'x' })).toBe(
    `${INVALID}Unknown segmentation_type 'x'.`,
  )
  for (const id of [0, 4095, 5000]) {
    expect(await refused(made, vlan(a, id))).toBe(
      `${INVALID}Segmentation ID '${id}' is not in range.`,
    )
  }
  expect(await refused(made, vlan(a, 'a'))).toBe(
    `${INVALID}Invalid subport details: segmentation_id 'a' is not an integer.`,
  )
  expect(await refused(made, vlan(a, 7), vlan(b, 7))).toBe(
    `${INVALID}Segmentation ID '7' for '${b.id}' is not unique.`,
  )
  await call('add', made, { sub_ports: [vlan(a, 1), vlan(b, 4094)] })
  expect(await refused(made, vlan(c, 1))).toBe(
    `409 DuplicateSubPort: segmentation_type vlan and segmentation_id 1 already in use on trunk ` +
      `${made.id}.`,
  )
})

test('ports are refused that are not there, in use, or too wide', async () => {
  const [made, a, device] = [await trunk(), await port(), await port({ device_id: 'dev' })]
  expect(await refused(made, vlan(made, 9))).toBe(
    `404 PortNotFound: Port ${made.id} could not be found.`,
  )
  expect(await refused(made, vlan({ id: made.port_id }, 9))).toMatch(/^409 ParentPortInUse: /)
  expect(await refused(made, vlan(device, 9))).toBe(
    `409 PortInUse: Unable to complete operation on port ${device.id} for network ` +
      `${device.network_id}. Port already has an attached device dev.`,
  )
  await call('add', made, { sub_ports: [vlan(a, 8)] })
  expect(await refused(made, vlan(a, 9))).toBe(
    `409 TrunkPortInUse: Port ${a.id} is in use by another trunk.`,
  )
  const [twice, shouted] = [await port(), (id: string) => ({ id: id.toUpperCase() })]
  expect(await refused(made, vlan(twice, 10), vlan(shouted(twice.id), 11))).toBe(
    `409 TrunkPortInUse: Port ${shouted(twice.id).id} is in use by another trunk.`,
  )
  const narrow = await my.make('network', { mtu: 1200 })
  const parent = await my.make('port', { network_id: narrow.id })
  const small = await my.make('trunk', { port_id: parent.id })
  const wide = await port()
  const { mtu } = (await my.demo('GET', `/networks/${wide.network_id}`)).body.network
  expect(await refused(small, vlan(wide, 3))).toBe(
    `409 SubPortMtuGreaterThanTrunkPortMtu: MTU ${mtu} of subport ${wide.id} cannot be greater than ` +
      `MTU 1200 of trunk ${parent.id}.`,
  )
})

test('a port inherits the segment of its network, where that is a VLAN', async () => {
  const of = { 'provider:network_type': 'vlan', 'provider:physical_network': 'physnet1' }
  const network = await my.make('network', { ...of, 'provider:segmentation_id': 77 }, my.admin)
  const make = () => my.make('port', { network_id: network.id }, my.admin)
  const [parent, sub, tunnelled] = [await make(), await make(), await port()]
  const { id } = await my.make('trunk', { port_id: parent.id }, my.admin)
  const inherit = (one: Made) => ({ port_id: one.id, segmentation_type: 'inherit' })
  const path = `/trunks/${id}/add_subports`
  const got = await my.admin('PUT', path, { sub_ports: [inherit(sub)] })
  expect(got.body.sub_ports).toEqual([vlan(sub, 77)])
  const other = await my.admin('PUT', path, { sub_ports: [inherit(tunnelled)] })
  expect(refusal(other)).toBe(`${INVALID}Unknown segmentation_type 'vxlan'.`)
})
