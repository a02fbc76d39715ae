/** Flavors that go while there are servers of them. */
import { expect, test } from 'vitest'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const my = useServerCloud()

const FLAVOR = { name: 'passing', id: 'passing', ram: 64, vcpus: 1, disk: 1 }

test('a server keeps the flavor that it was made of, whatever becomes of that', async () => {
  const specs = { extra_specs: { k: 'v' } }
  await my.admin.send('POST', '/flavors', { flavor: FLAVOR })
  await my.admin.send('POST', '/flavors/passing/os-extra_specs', specs)
  const id = await my.server({ flavorRef: 'passing', networks: 'none' })
  expect((await my.admin.send('DELETE', '/flavors/passing')).status).toBe(202)
  await my.admin.send('POST', '/flavors', { flavor: { ...FLAVOR, name: 'other', ram: 128 } })
  const { flavor } = (await my.demo.get(`/servers/${id}`, '2.47')).body.server
  expect(flavor).toMatchObject({ original_name: 'passing', ram: 64, ...specs })
})

test('of a server and the end of its flavor at once, both are done or the server is refused', async () => {
  await my.admin.send('POST', '/flavors', { flavor: { ...FLAVOR, id: 'raced', name: 'raced' } })
  const [made, deleted] = await Promise.all([
    my.ask({ flavorRef: 'raced', networks: 'none' }),
    my.admin.send('DELETE', '/flavors/raced'),
  ])
  expect(deleted.status).toBe(202)
  expect([202, 400]).toContain(made.status)
})
