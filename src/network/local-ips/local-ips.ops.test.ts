/** Local IPs and the ports they are translated to, in the words of a real Neutron. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import {
  networkCloud,
  networkWithSubnet,
  refusal,
  type NetworkCloud,
} from '../../../test/support/network-cloud.ts'

const NOWHERE = '00000000-0000-0000-0000-000000000000'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  let my: NetworkCloud
  let network_id: string
  let portId: string
  let twoAddresses: string
  beforeAll(async () => {
    my = await networkCloud({ database: await backend.url('cloud', afterAll) })
    ;({ network_id } = await networkWithSubnet(my))
    portId = (await port('10.7.0.10')).id
    twoAddresses = (await port('10.7.0.20', '10.7.0.21')).id
  })
  afterAll(() => my?.cloud[Symbol.asyncDispose]())

  const port = (...addresses: string[]): Promise<any> => {
    const fixed_ips = addresses.map((ip_address) => ({ ip_address }))
    return my.make('port', { network_id, fixed_ips })
  }
  const post = (local_ip: object, as = my.demo) => as('POST', '/local_ips', { local_ip })
  const join = (id: string, fixed_port_id: string, attributes: object = {}, as = my.demo) => {
    const port_association = { fixed_port_id, ...attributes }
    return as('POST', `/local_ips/${id}/port_associations`, { port_association })
  }

  test('one gets a port of its own, which goes with it and not before', async () => {
    const made = await my.make('local_ip', { network_id })
    const { projectId } = my.persona
    expect(made).toEqual({
      ...{ id: made.id, name: '', description: '', project_id: projectId, tenant_id: projectId },
      ...{ local_port_id: made.local_port_id, network_id, ip_mode: 'translate' },
      local_ip_address: expect.stringMatching(/^10\.7\.0\.\d+$/),
      ...{ revision_number: 0, created_at: made.created_at, updated_at: made.created_at },
    })
    expect((await my.demo('GET', `/local_ips/${made.id}`)).body).toEqual({ local_ip: made })
    const path = `/ports/${made.local_port_id}`
    expect((await my.demo('GET', path)).body.port).toMatchObject({
      ...{
        device_id: made.id,
        device_owner: 'network:local_ip',
        status: 'N/A',
        project_id: projectId,
      },
      ...{ security_groups: [], port_security_enabled: false, revision_number: 2 },
      fixed_ips: [{ ip_address: made.local_ip_address }],
    })
    expect(refusal(await my.demo('DELETE', path))).toBe(
      `409 ServicePortInUse: Port ${made.local_port_id} cannot be deleted directly via the port ` +
        'API: still referenced by Local IPs.',
    )
    expect((await my.demo('DELETE', `/local_ips/${made.id}`)).status).toBe(204)
    expect((await my.demo('GET', path)).status).toBe(404)
    expect(refusal(await my.demo('GET', `/local_ips/${made.id}`))).toBe(
      `404 LocalIPNotFound: Local IP ${made.id} could not be found.`,
    )
  })

  test('one is an address of a port, which stays when it goes', async () => {
    const { id, network_id: _network } = await port('10.7.0.30')
    const made = await my.make('local_ip', { local_port_id: id, network_id: NOWHERE })
    expect(made).toMatchObject({ local_ip_address: '10.7.0.30', network_id })
    const other = await my.make('local_ip', {
      ...{ local_port_id: twoAddresses, local_ip_address: '10.7.0.21' },
    })
    expect(other.local_ip_address).toBe('10.7.0.21')
    expect((await my.demo('DELETE', `/ports/${id}`)).status).toBe(409)
    expect((await my.demo('DELETE', `/local_ips/${made.id}`)).status).toBe(204)
    expect((await my.demo('DELETE', `/ports/${id}`)).status).toBe(204)
  })

  test('its name and description change, and nothing else does', async () => {
    const asked = { network_id, local_ip_address: '10.7.0.77', ip_mode: 'passthrough', name: 'x' }
    const made = await my.make('local_ip', asked)
    expect(made).toMatchObject(asked)
    const put = (local_ip: object, as = my.demo) => as('PUT', `/local_ips/${made.id}`, { local_ip })
    const changed = await put({ name: 'n', description: 'd' })
    expect(changed.body.local_ip).toMatchObject({ name: 'n', description: 'd', revision_number: 1 })
    expect((await put({})).body.local_ip.revision_number).toBe(1)
    expect(refusal(await put({ local_ip_address: '10.7.0.78' }))).toBe(
      '400 HTTPBadRequest: Cannot update read-only attribute local_ip_address',
    )
    expect(refusal(await put({ name: 'r' }, my.reader))).toBe(
      '403 PolicyNotAuthorized: rule:update_local_ip is disallowed by policy',
    )
    expect(refusal(await put({ name: 's' }, my.stranger))).toMatch(/^404 LocalIPNotFound/)
    const found = await my.reader(
      'GET',
      '/local_ips?local_ip_address=10.7.0.77&ip_mode=passthrough',
    )
    expect(found.body.local_ips).toEqual([changed.body.local_ip])
    expect((await my.stranger('GET', '/local_ips')).body).toEqual({ local_ips: [] })
  })

  test.each([
    [
      () => ({}),
      '400 LocalIPPortOrNetworkRequired: Either Port ID or Network ID must be specified for Local ' +
        'IP create.',
    ],
    [
      () => ({ network_id, local_ip_address: '10.99.0.7' }),
      '400 InvalidIpForNetwork: IP address 10.99.0.7 is not a valid IP for any of the subnets on ' +
        'the specified network.',
    ],
    [
      () => ({ network_id, local_ip_address: 'bad' }),
      "400 HTTPBadRequest: Invalid input for local_ip_address. Reason: 'bad' is not a valid IP address.",
    ],
    [
      () => ({ network_id, ip_mode: 'bad' }),
      '400 HTTPBadRequest: Invalid input for ip_mode. Reason: bad is not in valid_values.',
    ],
    [
      () => ({ network_id: NOWHERE }),
      `404 NetworkNotFound: Network ${NOWHERE} could not be found.`,
    ],
    [
      () => ({ local_port_id: NOWHERE }),
      `400 BadRequest: Bad local_ip request: Port ${NOWHERE} not found.`,
    ],
    [
      () => ({ local_port_id: twoAddresses }),
      '400 LocalIPNoRequestedIP: Specified Port PORT has several IPs, should specify exact IP ' +
        'address to use for Local IP.',
    ],
    [
      () => ({ local_port_id: twoAddresses, local_ip_address: '10.7.0.29' }),
      '400 LocalIPRequestedIPNotFound: Specified Port PORT does not have requested IP address: ' +
        '10.7.0.29.',
    ],
  ])('refuses %#', async (asked, said) => {
    expect(refusal(await post(asked())).replace(twoAddresses, 'PORT')).toBe(said)
  })

  test('what somebody else has is not there for a local IP', async () => {
    expect(refusal(await post({ network_id }, my.stranger))).toMatch(/^404 NetworkNotFound/)
    expect(refusal(await post({ local_port_id: portId }, my.stranger))).toMatch(/^400 BadRequest/)
    expect((await post({ network_id }, my.reader)).status).toBe(403)
    const { id } = await my.make('network')
    expect(refusal(await post({ network_id: id }))).toBe(
      `400 BadRequest: Bad local_ip request: Network ${id} does not contain any IPv4 subnet.`,
    )
  })

  test('it is translated to ports, to each once, and stays as long', async () => {
    const { id, local_ip_address } = await my.make('local_ip', { network_id })
    const joined = await join(id, portId)
    const one = { local_ip_id: id, fixed_port_id: portId, fixed_ip: '10.7.0.10' }
    expect(joined.body).toEqual({ port_association: { ...one, local_ip_address, host: '' } })
    const again = await Promise.all([join(id, portId), join(id, portId)])
    expect(again.map(({ status }) => status)).toEqual([409, 409])
    expect((await join(id, twoAddresses)).status).toBe(400)
    expect((await join(id, twoAddresses, { fixed_ip: '10.7.0.99' })).status).toBe(400)
    expect((await join(id, NOWHERE)).status).toBe(400)
    expect((await join(id, twoAddresses, { fixed_ip: '10.7.0.21' })).status).toBe(201)
    const path = `/local_ips/${id}/port_associations`
    const listed = (await my.reader('GET', path)).body.port_associations
    expect(listed).toHaveLength(2)
    const found = await my.reader('GET', `${path}?fixed_ip=10.7.0.10`)
    expect(found.body.port_associations).toEqual([joined.body.port_association])
    expect((await my.reader('GET', `${path}/${portId}`)).body).toEqual(joined.body)
    expect(refusal(await my.demo('DELETE', `/local_ips/${id}`))).toBe(
      `409 LocalIPInUse: Local IP ${id} is still associated with one or more ports.`,
    )
    for (const one of [portId, twoAddresses]) {
      expect((await my.demo('DELETE', `${path}/${one}`)).status).toBe(204)
    }
    expect(refusal(await my.demo('DELETE', `${path}/${portId}`))).toBe(
      `404 LocalIPAssociationNotFound: Local IP ${id} association with port ${portId} could not be ` +
        'found.',
    )
    expect((await my.demo('DELETE', `/local_ips/${id}`)).status).toBe(204)
  })

  test('an association goes with its port', async () => {
    const [{ id }, { id: fixed }] = [
      await my.make('local_ip', { network_id }),
      await port('10.7.0.40'),
    ]
    expect((await join(id, fixed)).status).toBe(201)
    expect((await my.demo('DELETE', `/ports/${fixed}`)).status).toBe(204)
    expect((await my.demo('DELETE', `/local_ips/${id}`)).status).toBe(204)
  })

  test('only its project associates it', async () => {
    const { id } = await my.make('local_ip', { network_id })
    const refused =
      '403 PolicyNotAuthorized: rule:create_local_ip_port_association is disallowed by policy'
    expect(refusal(await join(id, portId, {}, my.reader))).toBe(refused)
    expect(refusal(await join(id, portId, {}, my.stranger))).toBe(refused)
    expect(refusal(await join(NOWHERE, portId))).toBe(
      `404 LocalIPNotFound: Local IP ${NOWHERE} could not be found.`,
    )
    expect((await join(id, portId)).status).toBe(201)
    const path = `/local_ips/${id}/port_associations`
    expect((await my.stranger('GET', path)).body).toEqual({ port_associations: [] })
    expect(refusal(await my.reader('DELETE', `${path}/${portId}`))).toBe(
      '403 PolicyNotAuthorized: rule:delete_local_ip_port_association is disallowed by policy',
    )
  })
})
