/** A new key to sign tokens with, while services run on the same data. */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS } from '../support/databases.ts'
import { buildProgram, dataDirectory, execute, keyFile } from '../support/program.ts'
import { auth, done, serve, signIn, validationStatus, type Serving } from './program.ts'

beforeAll(buildProgram)

describe('keys rotate', () => {
  const kidOf = (token: string): string =>
    JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid

  test('signs nobody out of two replicas, however often, and takes effect at both', async () => {
    const postgres = BACKENDS.find(({ dialect }) => dialect === 'postgres')!
    const database = ['--database', await postgres.url('empty'), '--admin-password', 'pass']
    // What the command is not told, it must find out: the tokens live longer than is usual.
    const keys = ['--credential-key-file', keyFile()]
    const flags = [...database, ...keys, '--token-lifetime', '30d']
    const replicas = await Promise.all([
      serve(dataDirectory(), ...flags),
      serve(dataDirectory(), ...flags),
    ])
    const tokenAt = async (replica: Serving) =>
      (await auth(replica, { user: 'admin', password: 'pass' })).headers.get('x-subject-token')!
    const tokens = await Promise.all(replicas.map(tokenAt))
    for (let turn = 0; turn < 3; turn++) {
      const where = [...database.slice(0, 2), '--data-dir', dataDirectory()]
      const words = ['keys', 'rotate', ...where, ...keys]
      const kid = (await done([...words, '--format', 'value'])).trim()
      for (const replica of replicas) {
        for (const token of tokens) expect(await validationStatus(replica, token)).toBe(200)
        const fresh = await tokenAt(replica)
        expect(kidOf(fresh)).toBe(kid)
        tokens.push(fresh)
      }
    }
    expect(new Set(tokens.map(kidOf)).size).toBe(4)
  })

  test('without the keys of the service changes nothing, and says which they are', async () => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir, '--admin-password', 'pass')
    const token = (await auth(cloud, { user: 'admin', password: 'pass' })).headers.get(
      'x-subject-token',
    )!
    const database = ['--database', `sqlite:${join(dataDir, 'stackling.db')}`]
    const elsewhere = [...database, '--data-dir', dataDirectory()]
    const missing = await execute(['keys', 'rotate', '--end-tokens', ...elsewhere])
    expect([missing.status, missing.err]).toEqual([
      1,
      expect.stringMatching(/credential-keys is not there, .*--credential-key-file/),
    ])
    for (const command of ['keys rotate', 'token issue']) {
      const words = [...command.split(' '), ...elsewhere, '--credential-key-file', keyFile()]
      const other = await execute(words)
      expect([other.status, other.err]).toEqual([
        1,
        expect.stringMatching(/were encrypted with keys that are not in .*credential-keys\. /),
      ])
    }
    expect(await validationStatus(cloud, token)).toBe(200)
    expect((await auth(cloud, { user: 'admin', password: 'pass' })).status).toBe(201)
  })

  test('under load of sign-ins at a service on SQLite, every token that was issued is good', async () => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir, '--admin-password', 'pass')
    const tokens: string[] = []
    const work = { over: false }
    const client = async (): Promise<void> => {
      while (!work.over) {
        const answer = await auth(cloud, { user: 'admin', password: 'pass' })
        expect(answer.status).toBe(201)
        tokens.push(answer.headers.get('x-subject-token')!)
      }
    }
    const clients = Promise.all([client(), client(), client()])
    try {
      for (let turn = 0; turn < 3; turn++) await done(['keys', 'rotate', '--data-dir', dataDir])
    } finally {
      work.over = true
    }
    await clients
    for (const token of tokens) expect(await validationStatus(cloud, token)).toBe(200)
    expect(new Set(tokens.map(kidOf)).size).toBeGreaterThan(1)
  })

  test('with --end-tokens ends them all at once', async () => {
    const dataDir = dataDirectory()
    const cloud = await serve(dataDir)
    const token = (await signIn(dataDir, 'stackling')) as string
    const out = await done(['keys', 'rotate', '--end-tokens', '--data-dir', dataDir])
    expect(out).toContain('everybody signs in again')
    expect(await validationStatus(cloud, token)).toBe(401)
    const fresh = (await signIn(dataDir, 'stackling')) as string
    expect(await validationStatus(cloud, fresh)).toBe(200)
  })
})
