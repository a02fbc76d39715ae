/** Address groups, what is put into them and taken out, and the rules that name them. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const put = (id: string, verb: string, addresses: unknown, as = my.demo) =>
  as('PUT', `/address-groups/${id}/${verb}`, { addresses })

test('an address group has each prefix once, without host bits', async () => {
  const addresses = ['10.0.0.7/8', '10.0.0.8/8', 'FD00::1/64']
  const group = await my.make('address_group', { name: 'a', addresses })
  expect(group).toEqual({
    id: group.id,
    name: 'a',
    project_id: my.persona.projectId,
    tenant_id: my.persona.projectId,
    addresses: ['10.0.0.0/8', 'fd00::/64'],
    description: '',
    created_at: group.created_at,
    updated_at: group.created_at,
    revision_number: 2,
  })
  const path = `/address-groups/${group.id}`
  const renamed = await my.demo('PUT', path, { address_group: { name: 'b' } })
  expect(renamed.body.address_group).toMatchObject({ name: 'b', revision_number: 3 })
  const fixed = await my.demo('PUT', path, { address_group: { addresses: [] } })
  expect(refusal(fixed)).toBe('400 HTTPBadRequest: Cannot update read-only attribute addresses')
  expect(await my.make('address_group', { addresses: null })).toMatchObject({
    ...{ addresses: [], revision_number: 0 },
  })
})

test('addresses are added and removed', async () => {
  const { id } = await my.make('address_group', { addresses: ['10.0.0.0/8'] })
  const added = await put(id, 'add_addresses', ['11.0.0.5/8', '12.0.0.1'])
  expect(added.status).toBe(200)
  expect(added.body.address_group).toMatchObject({
    addresses: ['10.0.0.0/8', '11.0.0.0/8', '12.0.0.1/32'],
    revision_number: 3,
    shared: false,
    standard_attr_id: expect.any(Number),
  })
  const removed = await put(id, 'remove_addresses', ['10.9.0.0/8'])
  expect(removed.body.address_group).toMatchObject({
    addresses: ['11.0.0.0/8', '12.0.0.1/32'],
    revision_number: 4,
  })
  const same = await put(id, 'add_addresses', [])
  expect(same.body.address_group.revision_number).toBe(4)
  const shown = await my.demo('GET', `/address-groups/${id}`)
  expect(shown.body.address_group.revision_number).toBe(4)
  expect(shown.body.address_group).not.toHaveProperty('shared')
})

test('whom a group is shared with changes nothing of it', async () => {
  const { id } = await my.make('address_group', { addresses: ['10.0.0.0/8'] })
  const rbac_policy = {
    ...{ object_type: 'address_group', object_id: id, action: 'access_as_shared' },
    target_tenant: my.strangerPersona.projectId,
  }
  await my.demo('POST', '/rbac-policies', { rbac_policy })
  const path = `/address-groups/${id}`
  expect((await my.stranger('GET', path)).status).toBe(200)
  const renamed = await my.stranger('PUT', path, { address_group: { name: 'x' } })
  expect(refusal(renamed)).toBe('404 HTTPNotFound: The resource could not be found.')
  expect(refusal(await my.stranger('DELETE', path))).toBe(
    '403 PolicyNotAuthorized: rule:delete_address_group is disallowed by policy',
  )
})

test('what cannot be is refused', async () => {
  const { id } = await my.make('address_group', { addresses: ['10.0.0.0/8'] })
  const gone = `404 AddressGroupNotFound: Address group ${id} could not be found.`
  expect(refusal(await put(id, 'add_addresses', ['10.1.0.0/8', '11.0.0.0/8']))).toBe(
    `400 AddressesAlreadyExist: Addresses ['10.0.0.0/8'] already exist in the address group ${id}.`,
  )
  expect(refusal(await put(id, 'remove_addresses', ['99.0.0.0/8']))).toBe(
    `404 AddressesNotFound: Addresses ['99.0.0.0/8'] not found in the address group ${id}.`,
  )
  expect(refusal(await put(id, 'add_addresses', ['x']))).toBe(
    '400 AddrFormatError: invalid IPNetwork x',
  )
  expect(refusal(await put(id, 'add_addresses', undefined))).toBe(
    '400 HTTPBadRequest: ' +
      "Failed to parse request. Required attribute 'addresses' not specified",
  )
  expect(refusal(await put(id, 'add_addresses', ['1.0.0.0/8'], my.reader))).toBe(
    '403 PolicyNotAuthorized: rule:add_addresses is disallowed by policy',
  )
  expect(refusal(await put(id, 'add_addresses', ['1.0.0.0/8'], my.stranger))).toBe(gone)
  const bare = await my.demo('POST', '/address-groups', {
    address_group: { addresses: ['10.0.0.1'] },
  })
  expect(refusal(bare)).toBe(
    "400 HTTPBadRequest: Invalid input for addresses. Reason: '10.0.0.1' is not a valid IP subnet.",
  )
})

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('a group that a rule names stays, and no addition is lost', async () => {
    const cloud = await networkCloud({ database: await backend.url('cloud') })
    onTestFinished(() => cloud.cloud[Symbol.asyncDispose]())
    const { id } = await cloud.make('address_group')
    const several = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((octet) => put(id, 'add_addresses', [`${octet}.0.0.0/8`], cloud.demo)),
    )
    expect(several.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    const shown = (await cloud.demo('GET', `/address-groups/${id}`)).body.address_group
    expect(shown.addresses).toHaveLength(6)
    expect(shown.revision_number).toBe(6)
    expect((await cloud.demo('GET', '/address-groups')).body).toEqual({ address_groups: [shown] })
    const group = await cloud.make('security_group')
    const rule = await cloud.make('security_group_rule', {
      ...{ security_group_id: group.id, remote_address_group_id: id, direction: 'egress' },
    })
    expect(refusal(await cloud.demo('DELETE', `/address-groups/${id}`))).toBe(
      '409 AddressGroupInUse: ' +
        `Address group ${id} is in use on one or more security group rules.`,
    )
    await cloud.demo('DELETE', `/security-group-rules/${rule.id}`)
    expect((await cloud.demo('DELETE', `/address-groups/${id}`)).status).toBe(204)
  })
})
