/** What stands in the way is said in a sentence, with what to do, and ends with status 1. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { beforeAll, expect, test } from 'vitest'
import { buildProgram, dataDirectory, launch } from '../support/program.ts'
import { serve } from './program.ts'

beforeAll(buildProgram)

async function refusal(...words: string[]): Promise<string> {
  const { said, ended } = launch(...words)
  const status = await ended
  expect([status, said.out]).toEqual([1, ''])
  expect(said.err).toMatch(/^stackling: [^\n]+\n$/)
  return said.err
}

test('a port that is taken: which, by whom, and the flag for another', async () => {
  const { urls, child } = await serve(dataDirectory())
  const { port } = new URL(urls.compute)
  const flags = ['--data-dir', dataDirectory(), '--identity-port', '0', '--compute-port', port]
  const message = await refusal('serve', ...flags)
  expect(message).toContain(`port ${port} of 127.0.0.1 is taken by process ${child.pid} (`)
  expect(message).toContain('--compute-port <port> (0 is any free one)')
})

test('an address that is not of this machine', async () => {
  const flags = ['--data-dir', dataDirectory(), '--single-port', '0', '--listen', '192.0.2.1']
  expect(await refusal('serve', ...flags)).toContain('cannot listen on 192.0.2.1: it is no address')
})

test('a data directory that cannot be written', async () => {
  const file = join(dataDirectory(), 'file')
  writeFileSync(file, '')
  const message = await refusal('serve', '--data-dir', join(file, 'state'))
  expect(message).toContain(`cannot keep state in ${file}/state: ENOTDIR`)
  expect(message).toContain('--data-dir <directory>')
})

test('a data directory in which another process serves, which goes on', async () => {
  const dataDir = dataDirectory()
  const { child, urls } = await serve(dataDir)
  const message = await refusal('serve', '--data-dir', dataDir, '--single-port', '0')
  expect(message).toContain(`stackling.db is in use by process ${child.pid}.`)
  expect(message).toContain('--data-dir')
  expect((await fetch(new URL('/readyz', urls.identity))).status).toBe(200)
})

test('a data directory whose process was killed can be used again', async () => {
  const dataDir = dataDirectory()
  const { child, ended } = await serve(dataDir)
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  await serve(dataDir)
})

test('a database that cannot be reached', async () => {
  const flags = ['--data-dir', dataDirectory(), '--database', 'postgres://me:secret@127.0.0.1:1/x']
  const message = await refusal('serve', ...flags)
  expect(message).toContain('Cannot use PostgreSQL at 127.0.0.1:1')
  expect(message).not.toContain('secret')
})

test('a database of a newer version', async () => {
  const dataDir = dataDirectory()
  const { child, ended } = await serve(dataDir)
  child.kill('SIGTERM')
  await ended
  const database = new Sqlite(join(dataDir, 'stackling.db'))
  database.exec(
    "insert into schema_migrations values ('compute/9999-future', '2100-01-01T00:00:00.000Z')",
  )
  database.close()
  const message = await refusal('serve', '--data-dir', dataDir, '--single-port', '0')
  expect(message).toContain('newer schema')
  expect(message).toContain('compute/9999-future')
})

test('a policy file that is not there, and one that makes no sense', async () => {
  const dataDir = dataDirectory()
  const flags = ['serve', '--data-dir', dataDir, '--single-port', '0', '--policy-file']
  expect(await refusal(...flags, join(dataDir, 'none.yaml'))).toContain('cannot be read')
  writeFileSync(join(dataDir, 'policy.yaml'), '"context_is_admin": "and"\n')
  expect(await refusal(...flags, join(dataDir, 'policy.yaml'))).toContain('policy.yaml:1:22: ')
})

test('a federation file that is not there, and one that says too little', async () => {
  const dataDir = dataDirectory()
  const flags = ['serve', '--data-dir', dataDir, '--single-port', '0', '--federation-file']
  expect(await refusal(...flags, join(dataDir, 'none.yaml'))).toContain('cannot be read')
  const file = join(dataDir, 'federation.yaml')
  writeFileSync(file, 'providers:\n  - client-id: x\n    client-secret: hush\n')
  const { said, ended } = launch(...flags, file)
  expect(await ended).toBe(2)
  expect(said.err).toContain('federation.yaml:1: provider 1 lacks identity-provider')
  expect(said.err).not.toContain('hush')
})

test('a file of filters that is not there, and one that is no list of filters', async () => {
  const dataDir = dataDirectory()
  const flags = ['serve', '--data-dir', dataDir, '--single-port', '0', '--resource-filters']
  expect(await refusal(...flags, join(dataDir, 'none.json'))).toContain('cannot be read')
  const file = join(dataDir, 'filters.json')
  writeFileSync(file, '{\n"volume": "name"}\n')
  const { said, ended } = launch(...flags, file)
  expect(await ended).toBe(2)
  expect(said.err).toContain('filters.json:2: volume must be a list of the names of filters')
})

test('migrate --check tells what there is to do, and changes nothing', async () => {
  const dataDir = dataDirectory()
  const check = ['migrate', '--data-dir', dataDir, '--check']
  const before = launch(...check)
  expect(await before.ended).toBe(1)
  expect(before.said.out).toMatch(/^pending {2}storage\/0001-/)
  const migrate = launch('migrate', '--data-dir', dataDir)
  expect(await migrate.ended).toBe(0)
  expect(migrate.said.out).toMatch(/^done {2}storage\/0001-/)
  const after = launch(...check)
  expect(await after.ended).toBe(0)
  expect(after.said.out).toBe('The schema is up to date.\n')
})
