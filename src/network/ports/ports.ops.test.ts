/** Ports: what they show, who may do what, and refusals in the words of a real Neutron. */
import { describe, expect, test } from 'vitest'
import { networkWithSubnet, refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const onNetwork = (attributes?: object, cidr?: string) => networkWithSubnet(my, attributes, cidr)

describe('a port of a member', () => {
  test('has an address, a name for it, and nothing else', async () => {
    const { network_id, subnet_id } = await onNetwork()
    const got = await my.demo('POST', '/ports', { port: { network_id, name: 'p1' } })
    expect(got.status).toBe(201)
    const { id, created_at, mac_address, fixed_ips, security_groups: _, ...others } = got.body.port
    expect(mac_address).toMatch(/^fa:16:3e(:[0-9a-f]{2}){3}$/)
    const [{ ip_address }] = fixed_ips
    expect(fixed_ips).toEqual([{ subnet_id, ip_address: expect.stringMatching(/^10\.7\.0\./) }])
    const hostname = `host-${ip_address.replaceAll('.', '-')}`
    expect(others).toEqual({
      name: 'p1',
      network_id,
      tenant_id: my.persona.projectId,
      project_id: my.persona.projectId,
      admin_state_up: true,
      status: 'DOWN',
      device_id: '',
      device_owner: '',
      allowed_address_pairs: [],
      extra_dhcp_opts: [],
      description: '',
      'binding:vnic_type': 'normal',
      port_security_enabled: true,
      qos_policy_id: null,
      qos_network_policy_id: null,
      dns_name: '',
      dns_assignment: [{ ip_address, hostname, fqdn: `${hostname}.openstacklocal.` }],
      dns_domain: '',
      propagate_uplink_status: true,
      ip_allocation: 'immediate',
      tags: [],
      updated_at: created_at,
      revision_number: 1,
    })
    expect((await my.demo('GET', `/ports/${id}`)).body.port).toEqual(got.body.port)
    expect((await my.demo('DELETE', `/ports/${id}`)).status).toBe(204)
    expect(refusal(await my.demo('GET', `/ports/${id}`))).toBe(
      `404 PortNotFound: Port ${id} could not be found.`,
    )
  })

  test('is bound where an administrator says, and active then', async () => {
    const { network_id } = await onNetwork()
    const { id } = await my.make('port', { network_id })
    const put = (port: object) => my.admin('PUT', `/ports/${id}`, { port })
    expect((await my.admin('GET', `/ports/${id}`)).body.port).toMatchObject({
      'binding:host_id': '',
      'binding:vif_type': 'unbound',
      'binding:vif_details': {},
      'binding:profile': {},
      resource_request: null,
    })
    expect((await put({ 'binding:host_id': 'h1' })).body.port).toMatchObject({
      status: 'ACTIVE',
      'binding:host_id': 'h1',
      'binding:vif_type': 'ovs',
      'binding:vif_details': { port_filter: true, bound_drivers: { '0': 'openvswitch' } },
      revision_number: 4,
    })
    const refused = await my.demo('PUT', `/ports/${id}`, {
      port: { 'binding:vnic_type': 'direct' },
    })
    expect(refusal(refused)).toBe(
      `409 PortInUse: Unable to complete operation on port ${id} for network ${network_id}. Port ` +
        'already has an attached device .',
    )
    expect((await put({ 'binding:host_id': null })).body.port).toMatchObject({
      status: 'DOWN',
      'binding:vif_type': 'unbound',
    })
  })

  test('shows who bound it in answers to that, and a new revision only later when unbound', async () => {
    const { network_id } = await onNetwork()
    const { id } = await my.make('port', { network_id })
    const told = ({ body: { port } }: any) => [
      port.revision_number,
      port['binding:vif_details'].bound_drivers !== undefined,
    ]
    const put = async (port: object) => told(await my.admin('PUT', `/ports/${id}`, { port }))
    expect(await put({ 'binding:vnic_type': 'macvtap' })).toEqual([1, false])
    expect(await put({ 'binding:host_id': 'h1' })).toEqual([5, true])
    expect(await put({ name: 'x' })).toEqual([6, false])
    expect(told(await my.admin('GET', `/ports/${id}`))).toEqual([6, true])
    expect(await put({ 'binding:host_id': '' })).toEqual([6, false])
    expect(told(await my.admin('GET', `/ports/${id}`))).toEqual([7, false])
  })

  test('shows neither devices nor memory that no driver keeps', async () => {
    const { network_id } = await onNetwork()
    const asked = { device_profile: 'gpu', numa_affinity_policy: 'required' }
    const { id, ...port } = await my.make('port', { network_id, ...asked })
    for (const name of Object.keys(asked)) expect(port).not.toHaveProperty(name)
    const put = (numa_affinity_policy: string) =>
      my.demo('PUT', `/ports/${id}`, { port: { numa_affinity_policy } })
    expect((await put('legacy')).body.port).toEqual({ id, ...port })
    expect((await put('bogus')).status).toBe(400)
  })

  test.each(['compute:nova', 'baremetal:none', 'manila:share'])(
    'of %s is unplugged by services only',
    async (device_owner) => {
      const { network_id } = await onNetwork()
      const { id } = await my.make('port', { network_id, device_owner })
      expect(refusal(await my.demo('DELETE', `/ports/${id}`))).toBe(
        '403 PolicyNotAuthorized: rule:delete_port is disallowed by policy',
      )
      const { token } = await my.cloud.user(`nova-${id}`, 'service', 'services')
      const byService = { 'X-Service-Token': token }
      expect((await my.stranger('DELETE', `/ports/${id}`, undefined, byService)).status).toBe(404)
      expect((await my.demo('DELETE', `/ports/${id}`, undefined, byService)).status).toBe(204)
    },
  )

  test('is not there for others', async () => {
    const { network_id } = await onNetwork()
    const { id } = await my.make('port', { network_id })
    expect((await my.stranger('GET', `/ports/${id}`)).status).toBe(404)
    expect((await my.stranger('DELETE', `/ports/${id}`)).status).toBe(404)
    expect((await my.reader('DELETE', `/ports/${id}`)).status).toBe(403)
    const made = await my.stranger('POST', '/ports', { port: { network_id } })
    expect(refusal(made)).toBe(`404 NetworkNotFound: Network ${network_id} could not be found.`)
  })

  test.each([
    ['binding:host_id', 'x'],
    ['binding:profile', { a: 1 }],
  ])('may not say %s', async (name, value) => {
    const { network_id } = await onNetwork()
    const got = await my.demo('POST', '/ports', { port: { network_id, [name]: value } })
    expect(refusal(got)).toBe(
      `403 PolicyNotAuthorized: (rule:create_port and rule:create_port:${name}) ` +
        'is disallowed by policy',
    )
  })
})

describe('on the shared network of another project', () => {
  const of = 'rule:create_port:fixed_ips'

  test.each([
    ['mac_address', 'fa:16:3e:00:00:01', 'rule:create_port:mac_address'],
    ['mac_address', null, 'rule:create_port:mac_address'],
    ['port_security_enabled', true, 'rule:create_port:port_security_enabled'],
    ['allowed_address_pairs', [], 'rule:create_port:allowed_address_pairs'],
    ['fixed_ips', [{ ip_address: '10.7.0.9' }], `(${of} and (${of}:ip_address))`],
    ['device_owner', 'network:dhcp', 'rule:create_port:device_owner'],
  ])('nobody else says %s %s', async (name, value, rule) => {
    const { id: network_id } = await my.make('network', { shared: true }, my.admin)
    const got = await my.demo('POST', '/ports', { port: { network_id, [name]: value } })
    expect(refusal(got)).toBe(
      `403 PolicyNotAuthorized: (rule:create_port and ${rule}) is disallowed by policy`,
    )
  })

  test('its owner sees the ports of all', async () => {
    const { id: network_id } = await my.make('network', { shared: true }, my.admin)
    const { id } = await my.make('port', { network_id })
    const listed = await my.admin('GET', `/ports?network_id=${network_id}&fields=id`)
    expect(listed.body.ports).toEqual([{ id }])
  })
})

describe('addresses', () => {
  test('are those asked for, in the order of their text', async () => {
    const { network_id, subnet_id } = await onNetwork()
    const fixed_ips = [{ ip_address: '10.7.0.200' }, { subnet_id, ip_address: '10.7.0.1' }]
    const port = await my.make('port', { network_id, fixed_ips })
    expect(port.fixed_ips).toEqual([
      { subnet_id, ip_address: '10.7.0.1' },
      { subnet_id, ip_address: '10.7.0.200' },
    ])
    const again = await my.demo('POST', '/ports', { port: { network_id, fixed_ips } })
    expect(refusal(again)).toBe(
      '409 IpAddressAlreadyAllocated: IP address 10.7.0.200 already allocated in subnet ' +
        subnet_id,
    )
    const none = await my.make('port', { network_id, fixed_ips: [] })
    expect(none).toMatchObject({ fixed_ips: [], dns_assignment: [], ip_allocation: 'none' })
  })

  test('are given until there are no more, and given again once they are free', async () => {
    const { network_id } = await onNetwork({}, '10.7.0.0/29')
    const ports = []
    for (let i = 0; i < 5; i++) ports.push(await my.make('port', { network_id }))
    const addresses = ports
      .map((port) => port.fixed_ips[0].ip_address)
      .toSorted((a, b) => (a < b ? -1 : 1))
    expect(addresses).toEqual([2, 3, 4, 5, 6].map((last) => `10.7.0.${last}`))
    const full = await my.demo('POST', '/ports', { port: { network_id } })
    expect(refusal(full)).toBe(
      '409 IpAddressGenerationFailure: No more IP addresses available on network ' +
        `${network_id}.`,
    )
    await my.demo('DELETE', `/ports/${ports[2].id}`)
    const next = await my.make('port', { network_id })
    expect(next.fixed_ips).toEqual(ports[2].fixed_ips)
  })

  test('are the lowest for DHCP', async () => {
    const { network_id } = await onNetwork()
    const port = await my.make('port', { network_id, device_owner: 'network:dhcp' })
    expect(port).toMatchObject({ fixed_ips: [{ ip_address: '10.7.0.2' }] })
    expect(port).toMatchObject({ port_security_enabled: false, security_groups: [] })
  })

  test('are changed by naming others', async () => {
    const { network_id, subnet_id } = await onNetwork()
    const { id } = await my.make('port', { network_id })
    const fixed_ips = [{ subnet_id, ip_address: '10.7.0.99' }]
    const got = await my.demo('PUT', `/ports/${id}`, { port: { fixed_ips } })
    expect(got.body.port).toMatchObject({ fixed_ips, revision_number: 2 })
    const none = await my.demo('PUT', `/ports/${id}`, { port: { fixed_ips: [] } })
    expect(none.body.port.fixed_ips).toEqual([])
    expect(await my.make('port', { network_id, fixed_ips })).toMatchObject({ fixed_ips })
  })

  test('find ports, whole or in part', async () => {
    const { network_id, subnet_id } = await onNetwork()
    const made = async (ip: string) =>
      (await my.make('port', { network_id, fixed_ips: [{ ip_address: ip }] })).id
    const [a, b] = [await made('10.7.0.11'), await made('10.7.0.111')]
    const found = async (filter: string) => {
      const got = await my.demo('GET', `/ports?network_id=${network_id}&fields=id&${filter}`)
      return got.body.ports.map(({ id }: { id: string }) => id)
    }
    const both = [a, b].toSorted((a, b) => (a < b ? -1 : 1))
    expect(await found(`fixed_ips=subnet_id%3D${subnet_id}&sort_key=id&sort_dir=asc`)).toEqual(both)
    expect(await found('fixed_ips=ip_address%3D10.7.0.11')).toEqual([a])
    expect(await found('fixed_ips=ip_address_substr%3D.11&sort_key=id&sort_dir=asc')).toEqual(both)
    expect(await found('fixed_ips=ip_address_substr%3D.111')).toEqual([b])
    expect(refusal(await my.demo('GET', '/ports?fixed_ips=x'))).toBe(
      "400 InvalidInput: Invalid input for operation: 'x' is not of the form <key>=[value].",
    )
  })
})
