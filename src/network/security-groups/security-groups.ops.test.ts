/** Security groups: what they show, who may do what, and refusals in the words of a real Neutron. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'
import { groupsNamed } from './named.store.ts'

const my = useNetworkCloud({ network: { quotas: {}, defaultQuota: -1 } })

const nested = (group: any) =>
  group.security_group_rules.map((rule: any) => `${rule.direction} ${rule.ethertype}`).toSorted()

describe('a group of a member', () => {
  test('lets all out, and says of its rules in whose group they are', async () => {
    const group = await my.make('security_group', { name: 'g', description: 'mine' })
    expect(group).toMatchObject({
      name: 'g',
      description: 'mine',
      stateful: true,
      shared: false,
      tags: [],
      tenant_id: my.persona.projectId,
      revision_number: 1,
    })
    expect(nested(group)).toEqual(['egress IPv4', 'egress IPv6'])
    const said = (one: any) =>
      one.security_group_rules.map((rule: any) => rule.belongs_to_default_sg)
    expect(said(group)).toEqual([false, false])
    const listed = await my.demo('GET', `/security-groups?id=${group.id}`)
    expect(said(listed.body.security_groups[0])).toEqual([null, null])
    const { body } = await my.demo('GET', '/security-groups?name=default')
    const [{ id }] = body.security_groups
    const shown = (await my.demo('GET', `/security-groups/${id}`)).body.security_group
    expect(said(shown)).toEqual([true, true, true, true])
  })

  test('is changed and deleted by those of its project', async () => {
    const { id } = await my.make('security_group', { name: 'g' })
    const put = (security_group: object, as = my.demo) =>
      as('PUT', `/security-groups/${id}`, { security_group })
    expect((await put({ name: 'g' })).body.security_group.revision_number).toBe(1)
    const changed = await put({ name: 'h', description: 'd', stateful: false })
    expect(changed.body.security_group).toMatchObject({
      name: 'h',
      description: 'd',
      stateful: false,
      revision_number: 2,
    })
    const missing = `404 SecurityGroupNotFound: Security group ${id} does not exist`
    expect(refusal(await my.stranger('GET', `/security-groups/${id}`))).toBe(missing)
    expect(refusal(await put({ name: 'x' }, my.stranger))).toBe(missing)
    expect(refusal(await put({ name: 'x' }, my.reader))).toBe(
      '403 PolicyNotAuthorized: rule:update_security_group is disallowed by policy',
    )
    expect((await my.demo('DELETE', `/security-groups/${id}`)).status).toBe(204)
    expect(refusal(await my.demo('GET', `/security-groups/${id}`))).toBe(missing)
  })

  test('is none that is called default, in whatever case', async () => {
    const refused = '409 SecurityGroupDefaultAlreadyExists: Default security group already exists.'
    for (const name of ['default', 'Default']) {
      const got = await my.demo('POST', '/security-groups', { security_group: { name } })
      expect(refusal(got)).toBe(refused)
    }
    const { body } = await my.demo('GET', '/security-groups?name=default&fields=id')
    const path = `/security-groups/${body.security_groups[0].id}`
    const renamed = await my.demo('PUT', path, { security_group: { name: 'x' } })
    expect(refusal(renamed)).toBe(
      '409 SecurityGroupCannotUpdateDefault: Updating default security group not allowed.',
    )
    const described = await my.demo('PUT', path, { security_group: { description: 'x' } })
    expect(described.status).toBe(200)
  })

  test.each([
    [{ shared: true }, "Attribute 'shared' not allowed in POST"],
    [{ tags: ['a'] }, "Attribute 'tags' not allowed in POST"],
    [{ bogus: 1 }, "Unrecognized attribute(s) 'bogus'"],
  ])('may not say %j', async (sent, message) => {
    const got = await my.demo('POST', '/security-groups', { security_group: sent })
    expect(refusal(got)).toBe(`400 HTTPBadRequest: ${message}`)
  })

  test('has tags', async () => {
    const { id } = await my.make('security_group')
    expect((await my.demo('PUT', `/security-groups/${id}/tags/a`)).status).toBe(201)
    const { body } = await my.demo('GET', '/security-groups?tags=a')
    expect(body.security_groups).toMatchObject([{ id, tags: ['a'], revision_number: 2 }])
  })
})

test('a new network of a project makes its default group', async () => {
  const project_id = 'a project that has nothing yet'
  await my.make('network', { project_id }, my.admin)
  const { body } = await my.admin('GET', '/security-groups?name=default')
  expect(body.security_groups.map((group: any) => group.project_id)).toContain(project_id)
})

test('an administrator who asks for the groups of a project makes its default one', async () => {
  const { body } = await my.admin('GET', '/security-groups?project_id=another')
  expect(body.security_groups).toMatchObject([{ name: 'default', project_id: 'another' }])
})

describe('a group that a port has', () => {
  test('stays, and stays stateful', async () => {
    const network = await my.make('network')
    const { id } = await my.make('security_group')
    const port = await my.make('port', { network_id: network.id, security_groups: [id] })
    const inUse = `409 SecurityGroupInUse: Security Group ${id} in use.`
    const put = (security_group: object) => {
      return my.demo('PUT', `/security-groups/${id}`, { security_group })
    }
    expect(refusal(await my.admin('DELETE', `/security-groups/${id}`))).toBe(inUse)
    expect(refusal(await put({ stateful: false }))).toBe(inUse)
    expect((await put({ stateful: true, name: 'x' })).status).toBe(200)
    const stateless = await my.make('security_group', { stateful: false })
    const both = { port: { security_groups: [id, stateless.id] } }
    expect(refusal(await my.demo('PUT', `/ports/${port.id}`, both))).toBe(
      '409 SecurityGroupConflict: Error Cannot apply both stateful and stateless security groups ' +
        'on the same port at the same time while attempting the operation.',
    )
    expect((await my.demo('DELETE', `/ports/${port.id}`)).status).toBe(204)
    expect((await my.demo('DELETE', `/security-groups/${id}`)).status).toBe(204)
  })

  test('is none of another project', async () => {
    const network = await my.make('network')
    const { id } = await my.make('security_group', {}, my.stranger)
    const port = { network_id: network.id, security_groups: [id] }
    expect(refusal(await my.demo('POST', '/ports', { port }))).toBe(
      `404 SecurityGroupNotFound: Security group ${id} does not exist`,
    )
  })
})

describe('groups are found by id and, in whatever case, by name', () => {
  test.each(SHARED_BACKENDS)('on $name', async (backend) => {
    const cloud = await networkCloud({ database: await backend.url('cloud') })
    onTestFinished(() => cloud.cloud[Symbol.asyncDispose]())
    const one = await cloud.make('security_group', { name: 'Web' })
    const two = await cloud.make('security_group', { name: 'web' })
    await cloud.make('security_group', { name: 'web' }, cloud.stranger)
    const found = (text: string) => {
      return cloud.cloud.app.database.read((tx) => groupsNamed(tx, cloud.persona.projectId, text))
    }
    expect((await found('WEB')).map(({ id }) => id)).toEqual(
      [one.id, two.id].toSorted((a, b) => (a < b ? -1 : 1)),
    )
    expect((await found(two.id)).map(({ name }) => name)).toEqual(['web'])
    expect(await found('none')).toEqual([])
  })
})

describe('settings of statefulness', () => {
  const path = '/security-groups-default-statefulness'
  const set = (setting: object, as = my.admin) =>
    as('POST', path, { security_groups_default_statefulness: setting })

  test('are for a project, or for all without one of their own', async () => {
    const group = async (as = my.demo) => (await my.make('security_group', {}, as)).stateful
    const { projectId: project_id } = my.persona
    const all = await set({ project_id: null, stateful: false })
    expect(all.status).toBe(201)
    const { id } = all.body.security_groups_default_statefulness
    expect(all.body).toEqual({
      security_groups_default_statefulness: {
        ...{ id, project_id: null, tenant_id: null, stateful: false },
      },
    })
    expect([await group(), await group(my.stranger)]).toEqual([false, false])
    const own = await set({ project_id, stateful: true })
    expect([await group(), await group(my.stranger)]).toEqual([true, false])
    expect(await my.make('security_group', { stateful: false })).toMatchObject({ stateful: false })
    expect(refusal(await set({ project_id }))).toBe(
      '409 SecurityGroupDefaultStatefulnessAlreadyExists: A security group default statefulness ' +
        `setting already exists for project '${project_id}'.`,
    )
    expect(refusal(await set({ project_id: null }))).toContain("for project 'system-wide'.")
    expect((await my.reader('GET', path)).body).toEqual({
      security_groups_default_statefulness: [own.body.security_groups_default_statefulness],
    })
    expect(refusal(await my.stranger('GET', `${path}/${id}`))).toBe(
      '404 SecurityGroupDefaultStatefulnessNotFound: ' +
        `Security group default statefulness ${id} could not be found.`,
    )
    expect((await my.admin('DELETE', `${path}/${id}`)).status).toBe(204)
    expect(await group(my.stranger)).toBe(true)
    expect((await set({ stateful: false }, my.demo)).status).toBe(403)
  })
})
