/** Tags of servers: who changes them when, and how that is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { changeServer, serverRow, type ServerColumns } from '../../../test/support/server-rows.ts'

const VERSION = '2.26'
const ABSENT = '11111111-2222-3333-4444-555555555555'
const INVALID = "It must be a non empty string without characters '/' and ','."

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  let cloud: Cloud
  let owner: Persona
  let nova: Nova
  let stranger: Nova
  const undoes: (() => void)[] = []

  beforeAll(async () => {
    const database = await backend.url('cloud', (undo) => undoes.push(undo))
    cloud = await startCloud({ database })
    owner = await cloud.demo()
    nova = new Nova(cloud, owner)
    stranger = new Nova(cloud, await cloud.user('stranger', 'member', 'elsewhere'))
  })
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]()
    for (const undo of undoes) undo()
  })

  const send = (method: string, path: string, body?: unknown, as = nova) =>
    as.send(method, `/servers/${path}`, body, VERSION)
  const server = (columns?: ServerColumns) => serverRow(cloud, owner, columns)
  const tagsOf = async (id: string) => (await send('GET', `${id}/tags`)).body.tags

  test('a new tag is 201 with where it is, one that is there 204', async () => {
    const id = await server()
    const made = await send('PUT', `${id}/tags/a`)
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toMatch(new RegExp(`/v2.1/servers/${id}/tags/a$`))
    expect((await send('PUT', `${id}/tags/a`, null)).status).toBe(204)
    expect((await send('GET', `${id}/tags/a`)).status).toBe(204)
    expectFault(await send('GET', `${id}/tags/b`), 404, `Server ${id} has no tag 'b'`)
    expectFault(await send('PUT', `${id}/tags/b`, { x: 1 }), 400, "{'x': 1} is not of type 'null'")
  })

  test('all are replaced at once, each is there once, and they come in order', async () => {
    const id = await server()
    const got = await send('PUT', `${id}/tags`, { tags: ['b', 'a', 'a'] })
    expect([got.status, got.body]).toEqual([200, { tags: ['a', 'b'] }])
    expect((await send('PUT', `${id}/tags`, { tags: ['c'] })).body).toEqual({ tags: ['c'] })
    expect((await send('DELETE', `${id}/tags`)).status).toBe(204)
    expect(await tagsOf(id)).toEqual([])
  })

  test('one is deleted that is there', async () => {
    const id = await server()
    await send('PUT', `${id}/tags`, { tags: ['a', 'b'] })
    expect((await send('DELETE', `${id}/tags/a`)).status).toBe(204)
    expect(await tagsOf(id)).toEqual(['b'])
    expectFault(await send('DELETE', `${id}/tags/a`), 404, `Instance ${id} has no tag 'a'`)
  })

  test('what is no tag is refused, and more than fifty are', async () => {
    const id = await server()
    expectFault(
      await send('PUT', `${id}/tags/a,b`),
      400,
      `Tag 'a,b' is invalid. ${INVALID} Validation error message: 'a,b' does not match '^[^,/]*$'`,
    )
    const fifty = Array.from({ length: 50 }, (_, i) => `t${i}`)
    expect((await send('PUT', `${id}/tags`, { tags: [...fifty, 'x'] })).status).toBe(400)
    expect((await send('PUT', `${id}/tags`, { tags: fifty })).status).toBe(200)
    const most = 'The number of tags exceeded the per-server limit 50'
    for (const tag of ['x', 't0']) expectFault(await send('PUT', `${id}/tags/${tag}`), 400, most)
  })

  test('a server that never was is missed, another project’s refused, a deleted one gone', async () => {
    for (const id of ['nope', ABSENT]) {
      const missed = `Instance ${id} has no mapping to a cell.`
      expectFault(await send('GET', `${id}/tags`), 404, missed)
      expectFault(await send('PUT', `${id}/tags/a`), 404, missed)
    }
    const id = await server()
    expectFault(
      await send('GET', `${id}/tags`, undefined, stranger),
      403,
      "Policy doesn't allow os_compute_api:os-server-tags:index to be performed.",
    )
    await changeServer(cloud, id, { deleted: 1 })
    for (const method of ['GET', 'DELETE']) {
      expectFault(await send(method, `${id}/tags`), 404, `Instance ${id} could not be found.`)
    }
  })

  test('a lock is no hindrance, a state that is not settled is one', async () => {
    const locked = await server({ locked_by: 'admin', task_state: 'rebooting' })
    expect((await send('PUT', `${locked}/tags/a`)).status).toBe(201)
    const id = await server({ vm_state: 'shelved' })
    const calls = [
      ['PUT', 'tags/a', 'update tag'],
      ['PUT', 'tags', 'update tags', { tags: [] }],
      ['DELETE', 'tags/a', 'delete tag'],
      ['DELETE', 'tags', 'delete tags'],
    ] as const
    for (const [method, path, action, body] of calls) {
      const refusal = `Cannot '${action}' instance ${id} while it is in vm_state shelved`
      expectFault(await send(method, `${id}/${path}`, body), 409, refusal)
    }
  })

  test('of those who tag at once no more than fit get in, and nobody’s is lost', async () => {
    const id = await server()
    await send('PUT', `${id}/tags`, { tags: Array.from({ length: 45 }, (_, i) => `t${i}`) })
    const tags = Array.from({ length: 10 }, (_, i) => `n${i}`)
    const got = await Promise.all(tags.map((tag) => send('PUT', `${id}/tags/${tag}`)))
    expect(got.filter(({ status }) => status === 201)).toHaveLength(5)
    expect(await tagsOf(id)).toHaveLength(50)
  })

  test('before 2.26 there are none', async () => {
    const got = await nova.get(`/servers/${await server()}/tags`, '2.25')
    expectFault(got, 404, 'The resource could not be found.')
  })
})
