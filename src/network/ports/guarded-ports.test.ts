/** What guards ports, and what they tell machines. */
import { describe, expect, test } from 'vitest'
import { networkWithSubnet, refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()
const onNetwork = (attributes?: object, cidr?: string) => networkWithSubnet(my, attributes, cidr)

describe('hardware addresses', () => {
  test('are those of no other port of the network', async () => {
    const { network_id } = await onNetwork()
    const mac_address = 'FA-16-3E-AA-BB-CC'
    const port = await my.make('port', { network_id, mac_address })
    expect(port.mac_address).toBe('fa:16:3e:aa:bb:cc')
    const again = await my.demo('POST', '/ports', { port: { network_id, mac_address } })
    expect(refusal(again)).toBe(
      `409 MacAddressInUse: Unable to complete operation for network ${network_id}. The mac ` +
        'address fa:16:3e:aa:bb:cc is in use.',
    )
    const other = await onNetwork()
    await my.make('port', { network_id: other.network_id, mac_address })
  })

  test('of a bound port stay', async () => {
    const { network_id } = await onNetwork()
    const { id, mac_address } = await my.make(
      'port',
      { network_id, 'binding:host_id': 'h' },
      my.admin,
    )
    const mac = 'fa:16:3e:00:00:09'
    const got = await my.admin('PUT', `/ports/${id}`, { port: { mac_address: mac } })
    expect(refusal(got)).toBe(
      `409 PortBound: Unable to complete operation on port ${id}, port is already bound, port ` +
        `type: ovs, old_mac ${mac_address}, new_mac ${mac}.`,
    )
  })
})

test('port security is on where there are address pairs', async () => {
  const { network_id } = await onNetwork()
  const pairs = { allowed_address_pairs: [{ ip_address: '10.7.0.50' }] }
  const unsafe = { network_id, port_security_enabled: false, ...pairs }
  expect(refusal(await my.demo('POST', '/ports', { port: unsafe }))).toBe(
    '409 AddressPairAndPortSecurityRequired: Port Security must be enabled in order to have ' +
      'allowed address pairs on a port.',
  )
  const port = await my.make('port', { network_id, ...pairs })
  expect(port.allowed_address_pairs).toEqual([
    { mac_address: port.mac_address, ip_address: '10.7.0.50' },
  ])
})

test('options of DHCP stay until null takes them away', async () => {
  const { network_id } = await onNetwork()
  const option = (opt_name: string, opt_value: string | null) => ({ opt_name, opt_value })
  const whole = (opt_name: string, opt_value: string) => ({ opt_name, opt_value, ip_version: 4 })
  const extra_dhcp_opts = [option('bootfile-name', 'x'), option('router', null)]
  const port = await my.make('port', { network_id, extra_dhcp_opts })
  expect(port.extra_dhcp_opts).toEqual([whole('bootfile-name', 'x')])
  const put = async (...options: object[]) => {
    const body = { port: { extra_dhcp_opts: options } }
    return (await my.demo('PUT', `/ports/${port.id}`, body)).body.port.extra_dhcp_opts
  }
  expect(await put(option('mtu', '1400'))).toEqual([
    whole('bootfile-name', 'x'),
    whole('mtu', '1400'),
  ])
  expect(await put(option('bootfile-name', null))).toEqual([whole('mtu', '1400')])
})

test('tags are the only ones that are given in a POST', async () => {
  const { network_id } = await onNetwork()
  const port = await my.make('port', { network_id, tags: ['b', 'a'] })
  expect(port).toMatchObject({ tags: ['b', 'a'], revision_number: 2 })
  const found = await my.demo('GET', `/ports?network_id=${network_id}&tags=a,b&fields=id`)
  expect(found.body.ports).toEqual([{ id: port.id }])
})

test('several ports are made, or none', async () => {
  const { network_id } = await onNetwork()
  const taken = { network_id, fixed_ips: [{ ip_address: '10.7.0.9' }] }
  const refused = await my.demo('POST', '/ports', { ports: [{ network_id }, taken, taken] })
  expect(refused.status).toBe(409)
  expect((await my.demo('GET', `/ports?network_id=${network_id}`)).body.ports).toEqual([])
  const made = await my.demo('POST', '/ports', { ports: [{ network_id }, taken] })
  expect([made.status, made.body.ports.length]).toEqual([201, 2])
})

describe('security groups', () => {
  test('are the default one where nothing is said, and those that are named', async () => {
    const { network_id } = await onNetwork()
    const [standard] = (await my.demo('GET', '/security-groups?name=default')).body.security_groups
    const port = await my.make('port', { network_id })
    expect(port.security_groups).toEqual([standard.id])
    const group = await my.make('security_group', { name: 'own' })
    const put = (security_groups: string[] | null) =>
      my.demo('PUT', `/ports/${port.id}`, { port: { security_groups } })
    expect((await put([group.id])).body.port.security_groups).toEqual([group.id])
    const found = await my.demo('GET', `/ports?security_groups=${group.id}&fields=id`)
    expect(found.body.ports).toEqual([{ id: port.id }])
    expect((await put(null)).body.port.security_groups).toEqual([])
    expect(refusal(await put([network_id]))).toBe(
      `404 SecurityGroupNotFound: Security group ${network_id} does not exist`,
    )
  })

  test('guard no port without port security', async () => {
    const { network_id } = await onNetwork()
    const port = await my.make('port', { network_id })
    const off = await my.demo('PUT', `/ports/${port.id}`, {
      port: { port_security_enabled: false },
    })
    expect(refusal(off)).toBe(
      '409 PortSecurityPortHasSecurityGroup: Port has security group associated. Cannot disable ' +
        'port security or IP address until security group is removed.',
    )
    const changes = { port_security_enabled: false, security_groups: [] }
    const both = await my.demo('PUT', `/ports/${port.id}`, { port: changes })
    expect(both.body.port).toMatchObject(changes)
    const unsafe = { network_id, port_security_enabled: false }
    expect(await my.make('port', unsafe)).toMatchObject({ security_groups: [] })
    const security_groups = port.security_groups
    const got = await my.demo('POST', '/ports', { port: { ...unsafe, security_groups } })
    expect(refusal(got)).toBe(
      '400 PortSecurityAndIPRequiredForSecurityGroups: Port security must be enabled and port must ' +
        'have an IP address in order to use security groups.',
    )
  })
})

test('two ports of one request have two hardware addresses', async () => {
  const { network_id } = await onNetwork()
  const port = { network_id, mac_address: 'fa:16:3e:00:00:07' }
  const got = await my.demo('POST', '/ports', { ports: [port, port] })
  expect(refusal(got)).toMatch(/^409 MacAddressInUse: /)
})
