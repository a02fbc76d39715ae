/** Metadata of servers: who changes it when, and how it is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud, type Persona } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { serverRow, type ServerColumns } from '../../../test/support/server-rows.ts'

const VALUE = { metadata: '{"kept": "1"}' }

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  let cloud: Cloud
  let owner: Persona
  let nova: Nova
  let admin: Nova
  const undoes: (() => void)[] = []

  beforeAll(async () => {
    const database = await backend.url('cloud', (undo) => undoes.push(undo))
    cloud = await startCloud({ database })
    owner = await cloud.demo()
    nova = new Nova(cloud, owner)
    admin = new Nova(cloud, await cloud.admin())
  })
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]()
    for (const undo of undoes) undo()
  })

  const path = async (columns: ServerColumns = VALUE): Promise<string> =>
    `/servers/${await serverRow(cloud, owner, columns)}/metadata`
  const seen = async (of: string): Promise<unknown> => (await nova.get(of)).body.metadata

  test('adding keeps what is there, replacing does not', async () => {
    const all = await path()
    const added = await nova.send('POST', all, { metadata: { more: '2', __proto__: '3' } })
    expect(added.body).toEqual({ metadata: { kept: '1', more: '2' } })
    const replaced = await nova.send('PUT', all, { metadata: { other: '4' } })
    expect(replaced.body).toEqual({ metadata: { other: '4' } })
    expect(await seen(all)).toEqual({ other: '4' })
  })

  test('an item is shown, set and deleted by its key', async () => {
    const all = await path()
    expect((await nova.get(`${all}/kept`)).body).toEqual({ meta: { kept: '1' } })
    const set = await nova.send('PUT', `${all}/kept`, { meta: { kept: '2' } })
    expect(set.body).toEqual({ meta: { kept: '2' } })
    expect((await nova.send('DELETE', `${all}/kept`)).status).toBe(204)
    expect(await seen(all)).toEqual({})
    for (const method of ['GET', 'DELETE']) {
      expectFault(await nova.send(method, `${all}/kept`), 404, 'Metadata item was not found')
    }
    expectFault(await nova.get(`${all}/constructor`), 404, 'Metadata item was not found')
  })

  test('an item is refused that is not the one of the path, or not alone', async () => {
    const all = await path()
    const put = (meta: unknown) => nova.send('PUT', `${all}/a`, { meta })
    expectFault(await put({ b: '1' }), 400, 'Request body and URI mismatch')
    expectFault(
      await put({}),
      400,
      'Invalid input for field/attribute meta. Value: {}. {} should be non-empty',
    )
    const two = "{'a': '1', 'b': '2'}"
    expectFault(
      await put({ a: '1', b: '2' }),
      400,
      `Invalid input for field/attribute meta. Value: ${two}. ${two} has too many properties`,
    )
  })

  test('more than the quota is refused, counted with what is there', async () => {
    const all = await path()
    const items = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']))
    const many = await nova.send('POST', all, { metadata: items(128) })
    expectFault(many, 403, 'Maximum number of metadata items exceeds 128')
    expect((await nova.send('PUT', all, { metadata: items(128) })).status).toBe(200)
    const set = await nova.send('PUT', `${all}/more`, { meta: { more: '1' } })
    expectFault(set, 403, 'Maximum number of metadata items exceeds 128')
  })

  test('a lock keeps members from it, and administrators not', async () => {
    const all = await path({ ...VALUE, locked_by: 'owner' })
    const locked = `Instance ${all.split('/')[2]} is locked`
    expectFault(await nova.send('POST', all, { metadata: {} }), 409, locked)
    expectFault(await nova.send('DELETE', `${all}/kept`), 409, locked)
    expectFault(await nova.send('DELETE', `${all}/none`), 404, 'Metadata item was not found')
    expect((await admin.send('POST', all, { metadata: { by: 'admin' } })).status).toBe(200)
  })

  test('it is changed while the server is settled, whatever is under way', async () => {
    for (const vm_state of ['active', 'paused', 'suspended', 'stopped'] as const) {
      const all = await path({ ...VALUE, vm_state, task_state: 'rebooting' })
      expect((await nova.send('PUT', `${all}/kept`, { meta: { kept: '2' } })).status).toBe(200)
    }
    for (const vm_state of ['rescued', 'shelved', 'error', 'resized'] as const) {
      const all = await path({ ...VALUE, vm_state })
      const id = all.split('/')[2]
      const refusal = (action: string) =>
        `Cannot '${action}' instance ${id} while it is in vm_state ${vm_state}`
      const set = await nova.send('PUT', `${all}/kept`, { meta: { kept: '2' } })
      expectFault(set, 409, refusal('update metadata'))
      expectFault(await nova.send('DELETE', `${all}/kept`), 409, refusal('delete metadata'))
    }
  })

  test('of those who add at once nobody’s item is lost', async () => {
    const all = await path()
    const keys = Array.from({ length: 12 }, (_, i) => `k${i}`)
    const add = (key: string) => nova.send('PUT', `${all}/${key}`, { meta: { [key]: 'v' } })
    const got = await Promise.all(keys.map(add))
    expect(got.map(({ status }) => status)).toEqual(keys.map(() => 200))
    expect(Object.keys((await seen(all)) as object).toSorted()).toEqual(
      ['kept', ...keys].toSorted(),
    )
  })

  test('parameters are refused from 2.102 on', async () => {
    const all = await path()
    for (const of of [all, `${all}/kept`]) {
      expect((await nova.get(`${of}?x=1`, '2.101')).status).toBe(200)
      expect((await nova.get(`${of}?x=1`, '2.102')).status).toBe(400)
    }
  })
})
