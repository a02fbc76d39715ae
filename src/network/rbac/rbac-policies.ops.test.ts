/** RBAC policies: who shares what with whom, and what is in use and stays. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const NOBODY = '0123456789abcdef0123456789abcdef'

async function shared(more: object = {}) {
  const network = await my.make('network')
  const policy = {
    ...{ object_type: 'network', object_id: network.id, action: 'access_as_shared' },
    ...{ target_tenant: my.strangerPersona.projectId, ...more },
  }
  return { network, policy, got: await my.demo('POST', '/rbac-policies', { rbac_policy: policy }) }
}

test('the target sees the network as shared, and loses it with the policy', async () => {
  const { network, policy, got } = await shared()
  expect(got.status).toBe(201)
  const { id, ...others } = got.body.rbac_policy
  const { projectId } = my.persona
  expect(others).toEqual({ ...policy, project_id: projectId, tenant_id: projectId })
  const path = `/networks/${network.id}`
  expect((await my.stranger('GET', path)).body.network.shared).toBe(true)
  expect((await my.demo('GET', path)).body.network).toMatchObject({
    shared: false,
    revision_number: 2,
  })
  const listed = await my.demo('GET', `/rbac-policies?object_id=${network.id}`)
  expect(listed.body).toEqual({ rbac_policies: [got.body.rbac_policy] })
  expect((await my.demo('GET', `/rbac-policies/${id}`)).body).toEqual(got.body)
  // The policy itself is its owner's.
  expect(refusal(await my.stranger('GET', `/rbac-policies/${id}`))).toBe(
    `404 RbacPolicyNotFound: RBAC policy of type unknown with ID ${id} not found`,
  )
  const moved = await my.demo('PUT', `/rbac-policies/${id}`, {
    rbac_policy: { target_tenant: NOBODY },
  })
  expect(moved.body.rbac_policy.target_tenant).toBe(NOBODY)
  expect((await my.stranger('GET', path)).status).toBe(404)
  expect((await my.demo('DELETE', `/rbac-policies/${id}`)).status).toBe(204)
  expect((await my.demo('DELETE', `/rbac-policies/${id}`)).status).toBe(404)
})

describe('refusals', () => {
  test.each([
    [
      { object_type: 'bogus' },
      "InvalidInput: Invalid input for operation: 'bogus' is not a valid RBAC object type.",
    ],
    [
      { target_tenant: 'x' },
      "InvalidInput: Invalid input for operation: 'x' is not a valid target project ID; expected a UUID or '*'.",
    ],
    [
      { action: 'bogus' },
      "InvalidActionForType: Invalid action 'bogus' for object type 'network'. Valid actions: ('access_as_shared', 'access_as_external')",
    ],
    [
      { object_id: '11111111-2222-3333-4444-555555555555' },
      'InvalidInput: Invalid input for operation: network 11111111-2222-3333-4444-555555555555 could not be found.',
    ],
  ])('%j', async (more, message) => {
    expect(refusal((await shared(more)).got)).toBe(`400 ${message}`)
  })

  test('twice the same', async () => {
    const { policy } = await shared()
    const again = await my.demo('POST', '/rbac-policies', { rbac_policy: policy })
    expect(refusal(again)).toBe(
      '409 DuplicateRbacPolicy: An RBAC policy already exists with those values.',
    )
  })

  test('with everybody, but for administrators', async () => {
    const { got, policy } = await shared({ target_tenant: '*' })
    expect(refusal(got)).toBe(
      '403 PolicyNotAuthorized: ((((rule:create_rbac_policy and ' +
        'rule:create_rbac_policy:object_type) and rule:create_rbac_policy:object_id) and ' +
        'rule:create_rbac_policy:target_tenant) and rule:create_rbac_policy:action) ' +
        'is disallowed by policy',
    )
    const allowed = await my.admin('POST', '/rbac-policies', { rbac_policy: policy })
    expect(allowed.status).toBe(201)
  })

  test('what is not their own', async () => {
    const { id } = await my.make('network')
    const policy = {
      ...{ object_type: 'network', object_id: id, action: 'access_as_shared' },
      target_tenant: my.strangerPersona.projectId,
    }
    expect(refusal(await my.stranger('POST', '/rbac-policies', { rbac_policy: policy }))).toBe(
      '400 InvalidInput: Invalid input for operation: ' +
        'Only admins can manipulate policies on networks they do not own.',
    )
  })
})

test('none is found that is shared with what is no project', async () => {
  const got = await my.admin('GET', '/rbac-policies?target_tenant=nobody')
  expect([got.status, got.body]).toEqual([200, { rbac_policies: [] }])
})

test('a network is external while somebody may use it so', async () => {
  const { network, got } = await shared({ action: 'access_as_external' })
  const external = async () =>
    (await my.demo('GET', `/networks/${network.id}`)).body.network['router:external']
  expect(await external()).toBe(true)
  expect((await my.stranger('GET', `/networks/${network.id}`)).status).toBe(200)
  await my.demo('DELETE', `/rbac-policies/${got.body.rbac_policy.id}`)
  expect(await external()).toBe(false)
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of many who make the same policy at once one does', async () => {
    const all = await networkCloud({ database: await backend.url('cloud') })
    await using _ = all.cloud
    const { id } = await all.make('network')
    const rbac_policy = {
      ...{ object_type: 'network', object_id: id, action: 'access_as_shared' },
      target_tenant: all.strangerPersona.projectId,
    }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => all.demo('POST', '/rbac-policies', { rbac_policy })),
    )
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
    expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
  })
})

describe('what somebody uses is not taken from him', () => {
  const NAMED = 'access_as_shared'
  const change = (id: string, target_tenant: string) =>
    my.admin('PUT', `/rbac-policies/${id}`, { rbac_policy: { target_tenant } })
  const share = async (object_type: string, object_id: string, target_tenant: string) => {
    const rbac_policy = { object_type, object_id, action: NAMED, target_tenant }
    return (await my.admin('POST', '/rbac-policies', { rbac_policy })).body.rbac_policy.id
  }

  test('a network, however it would be shared afterwards', async () => {
    const { id } = await my.make('network')
    const { projectId } = my.strangerPersona
    const policy = await share('network', id, projectId)
    const port = await my.make('port', { network_id: id }, my.stranger)
    const inUse =
      `409 RbacPolicyInUse: RBAC policy on object ${id} cannot be removed because other objects ` +
      `depend on it.\nDetails: Unable to reconfigure sharing settings for network ${id}. ` +
      'Multiple projects are using it.'
    expect(refusal(await change(policy, NOBODY))).toBe(inUse)
    expect(refusal(await change(policy, '*'))).toBe(inUse)
    const everybody = await share('network', id, '*')
    expect((await change(policy, NOBODY)).status).toBe(200)
    expect(refusal(await change(everybody, projectId))).toBe(inUse)
    expect(refusal(await my.admin('DELETE', `/rbac-policies/${everybody}`))).toBe(inUse)
    await my.stranger('DELETE', `/ports/${port.id}`)
    // What its owner uses he has in any case.
    await my.make('port', { network_id: id })
    expect((await my.admin('DELETE', `/rbac-policies/${everybody}`)).status).toBe(204)
  })

  test('anything else, unless everybody has it afterwards', async () => {
    const { id } = await my.make('security_group')
    const { projectId } = my.strangerPersona
    const policy = await share('security_group', id, projectId)
    const network = await my.make('network', {}, my.stranger)
    const guarded = { network_id: network.id, security_groups: [id] }
    const port = await my.make('port', guarded, my.stranger)
    const inUse = (of: string) =>
      `409 RbacPolicyInUse: RBAC policy on object ${id} cannot be removed because other objects ` +
      `depend on it.\nDetails: project_id=${of}`
    expect(refusal(await change(policy, NOBODY))).toBe(inUse(projectId))
    expect((await change(policy, '*')).status).toBe(200)
    expect(refusal(await change(policy, projectId))).toBe(inUse('*'))
    await my.stranger('DELETE', `/ports/${port.id}`)
    expect((await change(policy, projectId)).status).toBe(200)
  })
})

test('to become external is a revision beside that of the policy, and to be shared one of networks', async () => {
  const { id } = await my.make('network')
  const revision = async (path: string) =>
    Object.values<any>((await my.demo('GET', path)).body)[0].revision_number
  const external = { object_type: 'network', object_id: id, action: 'access_as_external' }
  const policies = []
  for (const target_tenant of ['1'.repeat(32), '2'.repeat(32)]) {
    const { id: policy } = await my.make('rbac_policy', { ...external, target_tenant })
    policies.push({ policy, seen: await revision(`/networks/${id}`) })
  }
  expect(policies.map(({ seen }) => seen)).toEqual([3, 4])
  const left = []
  for (const { policy } of policies) {
    await my.demo('DELETE', `/rbac-policies/${policy}`)
    left.push(await revision(`/networks/${id}`))
  }
  expect(left).toEqual([5, 7])
  const group = await my.make('security_group')
  const shared = { object_type: 'security_group', object_id: group.id, action: 'access_as_shared' }
  await my.make('rbac_policy', { ...shared, target_tenant: '1'.repeat(32) })
  expect(await revision(`/security-groups/${group.id}`)).toBe(group.revision_number)
})
