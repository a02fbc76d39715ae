/** Security groups of servers, by way of Compute: those of their ports. */
import { describe, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { NEWEST, useServerCloud } from '../../../test/support/server-cloud.ts'

const all = useServerCloud()

const act = (id: string, body: object) => all.demo.send('POST', `/servers/${id}/action`, body)
const add = (id: string, name: unknown) => act(id, { addSecurityGroup: { name } })
const remove = (id: string, name: unknown) => act(id, { removeSecurityGroup: { name } })

async function groupsOf(id: string): Promise<string[]> {
  const got = await all.demo.get(`/servers/${id}/os-security-groups`, NEWEST)
  return got.body.security_groups.map(({ name }: { name: string }) => name)
}

async function group(name: string): Promise<string> {
  const made = await all.network('POST', '/security-groups', { security_group: { name } })
  expect(made.status).toBe(201)
  return made.body.security_group.id
}

/** On the network `private`, with an address of each subnet. */
const plugged = () => all.server({ networks: [{ uuid: all.networkIds.private }] })

describe('a server with ports', () => {
  test('is put into groups and taken out of them, by name and by id', async () => {
    const id = await plugged()
    const web = await group('web')
    expect(await groupsOf(id)).toEqual(['default'])
    expect((await add(id, 'web')).status).toBe(202)
    expect(await groupsOf(id)).toEqual(['default', 'web'])
    expect((await remove(id, web)).status).toBe(202)
    expect((await remove(id, 'default')).status).toBe(202)
    expect(await groupsOf(id)).toEqual([])
  })

  test('shows the rules of its groups', async () => {
    const id = await plugged()
    const got = await all.demo.get(`/servers/${id}/os-security-groups`, NEWEST)
    const [shown] = got.body.security_groups
    expect(Object.keys(shown)).toEqual(['id', 'description', 'name', 'tenant_id', 'rules'])
    const source = { name: 'default', tenant_id: all.persona.projectId }
    expect(shown.rules[0].group).toEqual(source)
  })

  test('is in a group once, and not taken out of one that it is not in', async () => {
    const id = await plugged()
    const db = await group('db')
    expect((await add(id, db)).status).toBe(202)
    const again = await add(id, 'db')
    expect(again.status).toBe(400)
    expect(again.body.badRequest.message).toMatch(
      new RegExp(
        `^Invalid input for security_groups. Reason: Duplicate items in the list: '${db}'.\n` +
          "Neutron server returns request_ids: \\['req-[-0-9a-f]+'\\]$",
      ),
    )
    await remove(id, 'db')
    const missing = `Security group db not associated with the instance ${id}`
    expectFault(await remove(id, 'db'), 404, missing)
  })

  test('a group that is not there, or is there twice, is refused', async () => {
    const id = await plugged()
    const missing = `Security group nope is not found for project ${all.persona.projectId}`
    for (const change of [add, remove]) expectFault(await change(id, 'nope'), 404, missing)
    await group('twin')
    await group('twin')
    expect((await add(id, 'twin')).status).toBe(409)
  })
})

test('a server without ports is in no group and comes into none', async () => {
  const id = await all.server()
  expect(await groupsOf(id)).toEqual([])
  const missing = `instance_id ${id} could not be found as device id on any ports`
  for (const change of [add, remove]) expectFault(await change(id, 'default'), 404, missing)
})

test('a name is a text that is not empty, and stands alone', async () => {
  const id = await all.server()
  const field = (value: string, why: string) =>
    `Invalid input for field/attribute name. Value: ${value}. ${why}`
  expectFault(await add(id, ''), 400, field('', "'' should be non-empty"))
  expectFault(await remove(id, 1), 400, field('1', "1 is not of type 'string'"))
  const more = await act(id, { addSecurityGroup: { name: 'x', y: 1 } })
  expect(more.status).toBe(400)
})

test('a lock is no hindrance, and others hear nothing of the server', async () => {
  const id = await plugged()
  await act(id, { lock: null })
  await group('behind')
  expect((await add(id, 'behind')).status).toBe(202)
  const hidden = `Instance ${id} could not be found.`
  expectFault(await all.stranger.get(`/servers/${id}/os-security-groups`), 404, hidden)
  const body = { addSecurityGroup: { name: 'default' } }
  expectFault(await all.stranger.send('POST', `/servers/${id}/action`, body), 404, hidden)
})
