import { describe, expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'
import type { Got } from '../../../test/support/cloud.ts'

const my = useNetworkCloud({ network: { quotas: {} } })

const vlan = (port: { readonly id: string }, id: unknown) => {
  return { port_id: port.id, segmentation_type: 'vlan', segmentation_id: id }
}

/** So many ports of one new network. */
async function ports(count: number, attributes: object = {}): Promise<any[]> {
  const { id } = await my.make('network')
  const made: any[] = []
  for (let at = 0; at < count; at++) {
    made.push(await my.make('port', { network_id: id, ...attributes }))
  }
  return made
}

const add = (trunk: { readonly id: string }, body: unknown): Promise<Got> =>
  my.demo('PUT', `/trunks/${trunk.id}/add_subports`, body)
const remove = (trunk: { readonly id: string }, body: unknown): Promise<Got> =>
  my.demo('PUT', `/trunks/${trunk.id}/remove_subports`, body)

describe('trunks', () => {
  test('are made DOWN, with their ports as sent, and show them in the order of segments', async () => {
    const [parent, a, b] = await ports(3)
    const sent = [vlan(a, 20), vlan(b, '10')]
    const trunk = await my.make('trunk', { port_id: parent.id, name: 't', sub_ports: sent })
    expect(trunk).toEqual({
      ...{ id: trunk.id, name: 't', description: '', port_id: parent.id, status: 'DOWN' },
      ...{ admin_state_up: true, sub_ports: [vlan(a, 20), vlan(b, 10)], tags: [] },
      ...{ project_id: my.persona.projectId, tenant_id: my.persona.projectId },
      ...{ revision_number: 0, created_at: trunk.created_at, updated_at: trunk.created_at },
    })
    const shown = (await my.demo('GET', `/trunks/${trunk.id}`)).body.trunk
    expect(shown).toEqual({ ...trunk, sub_ports: [vlan(b, 10), vlan(a, 20)] })
    const listed = await my.demo('GET', `/trunks?port_id=${parent.id}&fields=sub_ports`)
    expect(listed.body).toEqual({ trunks: [{ sub_ports: shown.sub_ports }] })
    expect((await my.reader('GET', `/trunks/${trunk.id}/get_subports`)).body).toEqual({
      sub_ports: shown.sub_ports,
    })
  })

  test('are refused where the parent is not there, in use, or bound', async () => {
    const [parent, sub, other] = await ports(3)
    const trunk = await my.make('trunk', { port_id: parent.id, sub_ports: [vlan(sub, 5)] })
    const make = async (port_id: string) => {
      return refusal(await my.demo('POST', '/trunks', { trunk: { port_id } }))
    }
    expect(await make(parent.id)).toBe(
      `409 ParentPortInUse: Port ${parent.id} is currently in use and is not eligible for use as a ` +
        'parent port.',
    )
    expect(await make(sub.id)).toBe(
      `409 TrunkPortInUse: Port ${sub.id} is in use by another trunk.`,
    )
    expect(await make(trunk.id)).toBe(`404 PortNotFound: Port ${trunk.id} could not be found.`)
    await my.admin('PUT', `/ports/${other.id}`, { port: { 'binding:host_id': 'h' } })
    expect(await make(other.id)).toMatch(/^409 ParentPortInUse: /)
    const foreign = await my.stranger('POST', '/trunks', { trunk: { port_id: other.id } })
    expect(refusal(foreign)).toBe(`404 PortNotFound: Port ${other.id} could not be found.`)
  })

  test('refuse ports of wrong form in words of the attribute', async () => {
    const [parent, sub] = await ports(2)
    const make = async (sub_ports: unknown) => {
      return refusal(await my.demo('POST', '/trunks', { trunk: { port_id: parent.id, sub_ports } }))
    }
    expect(await make(null)).toBe(
      '400 HTTPBadRequest: Invalid input for sub_ports. Reason: Invalid data format for subports: ' +
        "'None' is not a list.",
    )
    expect(await make([{ port_id: 'x' }])).toBe(
      "400 HTTPBadRequest: Invalid input for sub_ports. Reason: Invalid UUID for subport: 'x'.",
    )
    expect(await make([{ port_id: sub.id }])).toBe(
      "400 InvalidInput: Invalid input for operation: Invalid subport details '{'port_id': " +
        `'${sub.id}'}': missing segmentation information. Must specify both segmentation_id and ` +
        'segmentation_type.',
    )
    const bulk = await my.demo('POST', '/trunks', { trunks: [{ port_id: parent.id }] })
    expect(refusal(bulk)).toBe('400 HTTPBadRequest: Bulk operation not supported')
  })

  test('change by name, description and state, and count revisions', async () => {
    const [parent] = await ports(1)
    const { id } = await my.make('trunk', { port_id: parent.id })
    const put = (trunk: object) => my.demo('PUT', `/trunks/${id}`, { trunk })
    expect((await put({ name: 'a', description: 'b' })).body.trunk).toMatchObject({
      ...{ name: 'a', description: 'b', revision_number: 1 },
    })
    for (const name of ['sub_ports', 'port_id', 'tags']) {
      expect(refusal(await put({ [name]: [] }))).toBe(
        `400 HTTPBadRequest: Cannot update read-only attribute ${name}`,
      )
    }
    const tagged = await my.demo('PUT', `/trunks/${id}/tags`, { tags: ['a'] })
    expect(tagged.body).toEqual({ tags: ['a'] })
    expect((await my.demo('GET', '/trunks?tags=a')).body.trunks).toMatchObject([
      { id, tags: ['a'], revision_number: 2 },
    ])
  })

  test('that are disabled can be changed, but neither deleted nor given or deprived of ports', async () => {
    const [parent, a, b] = await ports(3)
    const trunk = await my.make('trunk', { port_id: parent.id, sub_ports: [vlan(a, 5)] })
    const put = (trunk_: object) => my.demo('PUT', `/trunks/${trunk.id}`, { trunk: trunk_ })
    expect((await put({ admin_state_up: false })).status).toBe(200)
    const disabled = `409 TrunkDisabled: Trunk ${trunk.id} is currently disabled.`
    expect(refusal(await my.demo('DELETE', `/trunks/${trunk.id}`))).toBe(disabled)
    expect(refusal(await add(trunk, { sub_ports: [vlan(b, 6)] }))).toBe(disabled)
    expect(refusal(await remove(trunk, { sub_ports: [{ port_id: a.id }] }))).toBe(disabled)
    // What is to be added is looked at first.
    expect(refusal(await add(trunk, { sub_ports: [vlan(b, 7000)] }))).toMatch(/'7000' is not in/)
    expect((await put({ admin_state_up: true })).status).toBe(200)
    expect((await my.demo('DELETE', `/trunks/${trunk.id}`)).status).toBe(204)
    expect((await my.demo('DELETE', `/ports/${a.id}`)).status).toBe(204)
  })

  test('whose parent is plugged in are in use', async () => {
    const [parent] = await ports(1)
    const { id } = await my.make('trunk', { port_id: parent.id })
    await my.admin('PUT', `/ports/${parent.id}`, { port: { 'binding:host_id': 'h' } })
    expect(refusal(await my.admin('DELETE', `/trunks/${id}`))).toBe(
      `409 TrunkInUse: Trunk ${id} is currently in use.`,
    )
  })

  test('are not there for other projects, and only read by readers', async () => {
    const [parent, sub] = await ports(2)
    const { id } = await my.make('trunk', { port_id: parent.id, sub_ports: [vlan(sub, 5)] })
    const missing = `404 TrunkNotFound: Trunk ${id} could not be found.`
    for (const path of [`/trunks/${id}`, `/trunks/${id}/get_subports`]) {
      expect(refusal(await my.stranger('GET', path))).toBe(missing)
    }
    const refused = await my.reader('PUT', `/trunks/${id}/add_subports`, { sub_ports: [] })
    expect(refusal(refused)).toBe(
      '403 PolicyNotAuthorized: (rule:add_subports and (rule:add_subports:sub_ports and ' +
        '(rule:add_subports:sub_ports:port_id and rule:add_subports:sub_ports:segmentation_type and ' +
        'rule:add_subports:sub_ports:segmentation_id))) is disallowed by policy',
    )
    const posted = await my.reader('POST', '/trunks', { trunk: { port_id: parent.id } })
    expect(refusal(posted)).toBe(
      '403 PolicyNotAuthorized: rule:create_trunk is disallowed by policy',
    )
  })

  test('are counted against the quota', async () => {
    const { id: network_id } = await my.make('network', {}, my.stranger)
    const { id: port_id } = await my.make('port', { network_id }, my.stranger)
    await my.admin('PUT', `/quotas/${my.strangerPersona.projectId}`, { quota: { trunk: 0 } })
    const got = await my.stranger('POST', '/trunks', { trunk: { port_id } })
    expect(refusal(got)).toBe("409 OverQuota: Quota exceeded for resources: ['trunk'].")
  })
})

describe('ports of trunks', () => {
  test('are not deleted while they are', async () => {
    const [parent, sub] = await ports(2)
    const { id } = await my.make('trunk', { port_id: parent.id, sub_ports: [vlan(sub, 5)] })
    expect(refusal(await my.demo('DELETE', `/ports/${parent.id}`))).toBe(
      `409 PortInUseAsTrunkParent: Port ${parent.id} is currently a parent port for trunk ${id}.`,
    )
    expect(refusal(await my.demo('DELETE', `/ports/${sub.id}`))).toBe(
      `409 PortInUseAsSubPort: Port ${sub.id} is currently a subport for trunk ${id}.`,
    )
  })

  test('show what hangs on a parent, with hardware addresses', async () => {
    const [parent, a, b] = await ports(3)
    const { id } = await my.make('trunk', { port_id: parent.id })
    const shown = async () => (await my.demo('GET', `/ports/${parent.id}`)).body.port.trunk_details
    expect(await shown()).toEqual({ trunk_id: id, sub_ports: [] })
    await add({ id }, { sub_ports: [vlan(a, 9), vlan(b, 8)] })
    const sub_ports = [
      { ...vlan(b, 8), mac_address: b.mac_address },
      { ...vlan(a, 9), mac_address: a.mac_address },
    ]
    expect(await shown()).toEqual({ trunk_id: id, sub_ports })
    const listed = await my.demo('GET', `/ports?id=${parent.id}&fields=trunk_details`)
    expect(listed.body.ports).toEqual([{ trunk_details: { trunk_id: id, sub_ports } }])
    expect((await my.demo('GET', `/ports/${a.id}`)).body.port).not.toHaveProperty('trunk_details')
  })
})
