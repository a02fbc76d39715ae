/** Address scopes, and pools in them, in the words of a real Neutron. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud, type NetworkApi } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const scope = (attributes: object = {}, as?: NetworkApi) =>
  my.make('address_scope', { name: 's', ip_version: 4, ...attributes }, as)

const pool = (attributes: object = {}, as?: NetworkApi) =>
  my.make('subnetpool', { name: 'p', prefixes: ['10.0.0.0/16'], ...attributes }, as)

const putPool = (id: string, subnetpool: object, as: NetworkApi = my.demo) =>
  as('PUT', `/subnetpools/${id}`, { subnetpool })

const putScope = (id: string, address_scope: object, as: NetworkApi = my.demo) =>
  as('PUT', `/address-scopes/${id}`, { address_scope })

test('a scope shows little, and may be called otherwise', async () => {
  const made = await scope({ ip_version: '6' })
  expect(made).toEqual({
    id: made.id,
    name: 's',
    project_id: my.persona.projectId,
    tenant_id: my.persona.projectId,
    shared: false,
    ip_version: 6,
  })
  const renamed = await putScope(made.id, { name: 'other' })
  expect(renamed.body.address_scope).toEqual({ ...made, name: 'other' })
  expect((await my.demo('GET', `/address-scopes/${made.id}`)).body).toEqual(renamed.body)
  expect(refusal(await putScope(made.id, { ip_version: 4 }))).toBe(
    '400 HTTPBadRequest: Cannot update read-only attribute ip_version',
  )
  expect(refusal(await my.stranger('GET', `/address-scopes/${made.id}`))).toBe(
    `404 AddressScopeNotFound: Address scope ${made.id} could not be found.`,
  )
  expect((await my.demo('DELETE', `/address-scopes/${made.id}`)).status).toBe(204)
  expect((await my.demo('GET', `/address-scopes/${made.id}`)).status).toBe(404)
})

test('a scope is shared by administrators, and stays so', async () => {
  const { id } = await scope()
  expect(refusal(await putScope(id, { shared: true }))).toBe(
    '403 PolicyNotAuthorized: (rule:update_address_scope and rule:update_address_scope:shared) is ' +
      'disallowed by policy',
  )
  expect((await putScope(id, { shared: true }, my.admin)).body.address_scope.shared).toBe(true)
  const listed = await my.stranger('GET', '/address-scopes?shared=true')
  expect(listed.body.address_scopes).toMatchObject([{ id, shared: true }])
  expect(refusal(await putScope(id, { shared: false }, my.admin))).toBe(
    `400 AddressScopeUpdateError: Unable to update address scope ${id} : Shared address scope ` +
      "can't be unshared.",
  )
  expect(refusal(await putScope(id, { name: 'x' }, my.stranger))).toBe(
    '403 PolicyNotAuthorized: rule:update_address_scope is disallowed by policy',
  )
})

test('pools of a scope are of its version, and no two have one prefix', async () => {
  const { id } = await scope()
  const first = await pool({ address_scope_id: id })
  expect(first.address_scope_id).toBe(id)
  const second = await pool({ prefixes: ['10.0.0.0/17'] })
  expect(refusal(await putPool(second.id, { address_scope_id: id }))).toBe(
    '409 AddressScopePrefixConflict: Failed to associate address scope: subnetpools within an ' +
      'address scope must have unique prefixes.',
  )
  const third = await pool({ prefixes: ['fd00::/48'] })
  expect(refusal(await putPool(third.id, { address_scope_id: id }))).toBe(
    '400 IllegalSubnetPoolIpVersionAssociationToAddressScope: Illegal subnetpool association: ' +
      `subnetpool ${third.id} cannot associate with address scope ${id} because subnetpool ` +
      'ip_version is not 4.',
  )
  expect(refusal(await my.demo('DELETE', `/address-scopes/${id}`))).toBe(
    `409 AddressScopeInUse: Unable to complete operation on address scope ${id}. There are one or ` +
      'more subnet pools in use on the address scope.',
  )
  expect((await putPool(first.id, { address_scope_id: null })).status).toBe(200)
  expect((await putPool(second.id, { address_scope_id: id })).status).toBe(200)
})

test('a pool in a scope of somebody else stays as it is', async () => {
  const { id } = await scope({ shared: true }, my.admin)
  const mine = await pool({ address_scope_id: id })
  expect(refusal(await putPool(mine.id, { name: 'x' }))).toBe(
    `400 IllegalSubnetPoolUpdate: Illegal subnetpool update : subnetpool ${mine.id} cannot be ` +
      `updated when associated with shared address scope ${id}.`,
  )
  expect((await putPool(mine.id, { name: 'x' }, my.admin)).status).toBe(200)
  expect((await my.demo('DELETE', `/subnetpools/${mine.id}`)).status).toBe(204)
})

test('a network is in the scopes of its subnets', async () => {
  const { id } = await scope()
  const { id: pool4 } = await pool({ address_scope_id: id, default_prefixlen: 26 })
  const { id: other } = await pool({
    ...{ address_scope_id: id, prefixes: ['10.1.0.0/16'], default_prefixlen: 26 },
  })
  const { id: network } = await my.make('network')
  const subnet = (subnetpool_id: string) =>
    my.demo('POST', '/subnets', { subnet: { network_id: network, ip_version: 4, subnetpool_id } })
  expect((await subnet(pool4)).status).toBe(201)
  const shown = await my.demo('GET', `/networks/${network}`)
  expect(shown.body.network).toMatchObject({ ipv4_address_scope: id, ipv6_address_scope: null })
  // Within one scope, several pools may serve a network.
  expect((await subnet(other)).status).toBe(201)
  const strange = await pool({ prefixes: ['10.2.0.0/16'], default_prefixlen: 26 })
  expect(refusal(await subnet(strange.id))).toBe(
    '400 NetworkAddressScopeAffinityError: Subnets of the same address family hosted on the same ' +
      'network must all participate in the same address scope.',
  )
  const { id: elsewhere } = await scope()
  expect(refusal(await putPool(pool4, { address_scope_id: elsewhere }))).toBe(
    '400 NetworkAddressScopeAffinityError: Subnets of the same address family hosted on the same ' +
      'network must all participate in the same address scope.',
  )
})

test('a pool is shared with those alone who have its scope', async () => {
  const own = await scope({}, my.admin)
  const shared = await scope({ shared: true }, my.admin)
  const ask = (address_scope_id: string) =>
    my.admin('POST', '/subnetpools', {
      subnetpool: { name: 'p', prefixes: ['10.47.0.0/16'], address_scope_id, shared: true },
    })
  expect(refusal(await ask(own.id))).toMatch(
    /^400 InvalidInput: .*because target project doesn't have access to associated address scope/,
  )
  expect((await ask(shared.id)).status).toBe(201)
  const { id } = await pool({ prefixes: ['10.48.0.0/16'], address_scope_id: own.id }, my.admin)
  const share = (object_type: string, object_id: string) => {
    const target_tenant = my.strangerPersona.projectId
    const policy = { object_type, object_id, action: 'access_as_shared', target_tenant }
    return my.admin('POST', '/rbac-policies', { rbac_policy: policy })
  }
  expect((await share('subnetpool', id)).status).toBe(400)
  expect((await share('address_scope', own.id)).status).toBe(201)
  expect((await share('subnetpool', id)).status).toBe(201)
  expect((await my.stranger('GET', `/subnetpools/${id}`)).status).toBe(200)
})
