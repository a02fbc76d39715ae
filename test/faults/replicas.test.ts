/** Replicas share nothing but the database (DESIGN.md §5): any of them may answer any request. */
import { expect, test } from 'vitest'
import { BACKENDS } from '../support/databases.ts'
import { freePort, start, until, type Stackling } from './stackling.ts'

const POSTGRES = BACKENDS.find(({ dialect }) => dialect === 'postgres')!

async function pair(): Promise<[Stackling, Stackling]> {
  const database = await POSTGRES.url('empty')
  // Both find an empty database: one of them makes the cloud, neither fails.
  return Promise.all([
    freePort().then((port) => start(database, port)),
    freePort().then((port) => start(database, port)),
  ])
}

test('two replicas that start together on an empty database make one cloud', async () => {
  const [a, b] = await pair()
  expect(a.projectId).toBe(b.projectId)
  const { projects } = (await b.send('GET', '/identity/v3/projects?name=admin'))!.body
  expect(projects).toHaveLength(1)
}, 60_000)

test('what one replica acknowledges the other one shows', async () => {
  const [a, b] = await pair()
  const volumes = `/volume/v3/${a.projectId}/volumes`
  const { volume } = (await a.send('POST', volumes, { volume: { size: 1 } }))!.body
  const metadata = { key1: 'val1' }
  const set = await b.send('POST', `${volumes}/${volume.id}/metadata`, { metadata })
  expect(set!.status).toBe(200)
  const shown = await a.send('GET', `${volumes}/${volume.id}/metadata`)
  expect(shown!.body).toEqual({ metadata })
}, 60_000)

test('racing changes through both replicas are all kept', async () => {
  const [a, b] = await pair()
  const volumes = `/volume/v3/${a.projectId}/volumes`
  const { volume } = (await a.send('POST', volumes, { volume: { size: 1 } }))!.body
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      (i % 2 === 0 ? a : b).send('POST', `${volumes}/${volume.id}/metadata`, {
        metadata: { [`key-${i}`]: 'v' },
      }),
    ),
  )
  expect(answers.map((answer) => answer!.status)).toEqual(Array(50).fill(200))
  const { metadata } = (await b.send('GET', `${volumes}/${volume.id}/metadata`))!.body
  expect(Object.keys(metadata)).toHaveLength(50)
}, 60_000)

test('a quota holds across both replicas', async () => {
  const [a, b] = await pair()
  const volumes = `/volume/v3/${a.projectId}/volumes`
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      (i % 2 === 0 ? a : b).send('POST', volumes, { volume: { size: 1 } }),
    ),
  )
  const made = answers.filter((answer) => answer!.status === 202)
  const refused = answers.filter((answer) => answer!.status === 413)
  expect([made.length, refused.length]).toEqual([10, 20])
}, 60_000)

test('a token revoked at one replica is dead at the other at once', async () => {
  const [a, b] = await pair()
  const user = { name: 'admin', domain: { id: 'default' }, password: 'adminpass' }
  const auth = { identity: { methods: ['password'], password: { user } } }
  const issued = await a.send('POST', '/identity/v3/auth/tokens', { auth })
  const token = issued!.headers.get('x-subject-token')!
  const check = () => b.send('GET', '/identity/v3/auth/projects', undefined, { 'X-Auth-Token': token })
  expect((await check())!.status).toBe(200)
  const headers = { 'X-Subject-Token': token }
  expect((await a.send('DELETE', '/identity/v3/auth/tokens', undefined, headers))!.status).toBe(204)
  expect((await check())!.status).toBe(401)
}, 60_000)

test('when one replica dies the other takes up its work', async () => {
  const [a, b] = await pair()
  const volumes = `/volume/v3/${a.projectId}/volumes`
  const made = await Promise.all(
    Array.from({ length: 10 }, () => a.send('POST', volumes, { volume: { size: 1 } })),
  )
  await a.kill('SIGKILL')
  const ids = made.map((answer) => answer!.body.volume.id as string)
  for (const id of ids) {
    await until(async () => {
      const shown = await b.send('GET', `${volumes}/${id}`)
      return shown?.body.volume.status === 'available'
    }, `volume ${id} is available`)
  }
}, 60_000)
