/** Security groups and address groups that an RBAC policy shares with another project. */
import { expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

/** Shares something of demo's with the stranger's project. */
async function share(object_type: string, object_id: string): Promise<void> {
  const what = { object_type, object_id, action: 'access_as_shared' }
  await my.make('rbac_policy', { ...what, target_tenant: my.strangerPersona.projectId })
}

test('a shared group is seen, given to ports and named by rules, and stays its owner’s', async () => {
  const { id } = await my.make('security_group', { name: 'common' })
  await share('security_group', id)
  const seen = await my.stranger('GET', `/security-groups/${id}`)
  expect(seen.body.security_group).toMatchObject({ name: 'common', shared: true })
  expect((await my.demo('GET', `/security-groups/${id}`)).body.security_group.shared).toBe(false)
  const listed = await my.stranger('GET', '/security-groups?shared=true&fields=id')
  expect(listed.body.security_groups).toEqual([{ id }])
  const renamed = await my.stranger('PUT', `/security-groups/${id}`, {
    security_group: { name: 'x' },
  })
  expect(refusal(renamed)).toBe(
    '403 PolicyNotAuthorized: rule:update_security_group is disallowed by policy',
  )
  const network = await my.make('network', {}, my.stranger)
  const port = { network_id: network.id, security_groups: [id] }
  expect((await my.make('port', port, my.stranger)).security_groups).toEqual([id])
  const own = await my.make('security_group', {}, my.stranger)
  const rule = { security_group_id: own.id, remote_group_id: id, direction: 'ingress' }
  expect((await my.make('security_group_rule', rule, my.stranger)).remote_group_id).toBe(id)
})

test('a shared address group is seen and named by rules, and stays its owner’s', async () => {
  const { id } = await my.make('address_group', { name: 'common' })
  await share('address_group', id)
  expect((await my.stranger('GET', `/address-groups/${id}`)).body.address_group.id).toBe(id)
  const changed = await my.stranger('PUT', `/address-groups/${id}/add_addresses`, {
    addresses: ['10.0.0.0/8'],
  })
  expect(refusal(changed)).toBe(
    '403 PolicyNotAuthorized: rule:add_addresses is disallowed by policy',
  )
  const own = await my.make('security_group', {}, my.stranger)
  const rule = { security_group_id: own.id, remote_address_group_id: id, direction: 'ingress' }
  const made = await my.make('security_group_rule', rule, my.stranger)
  expect(made.remote_address_group_id).toBe(id)
})

test('what is shared with all stays so while somebody uses it, its owner too', async () => {
  const { id } = await my.make('security_group')
  const everybody = {
    ...{ object_type: 'security_group', object_id: id, action: 'access_as_shared' },
    target_tenant: '*',
  }
  const { id: policy } = await my.make('rbac_policy', everybody, my.admin)
  const { id: network_id } = await my.make('network')
  const port = await my.make('port', { network_id, security_groups: [id] })
  const inUse = /^409 RbacPolicyInUse: /
  expect(refusal(await my.admin('DELETE', `/rbac-policies/${policy}`))).toMatch(inUse)
  const narrowed = { rbac_policy: { target_tenant: my.strangerPersona.projectId } }
  expect(refusal(await my.admin('PUT', `/rbac-policies/${policy}`, narrowed))).toMatch(inUse)
  expect((await my.demo('DELETE', `/ports/${port.id}`)).status).toBe(204)
  expect((await my.admin('DELETE', `/rbac-policies/${policy}`)).status).toBe(204)
})
