import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { cloudsFileIn, generatePassword, readPasswords } from './clouds-file.ts'
import { writeLogins } from './logins.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stackling-clouds-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const file = {
  identity: 'http://127.0.0.1:5000',
  region: 'RegionOne',
  passwords: { admin: 'a"b: #c\\', demo: '0123' },
}

test('has one entry for each login, with the names that clients read', async () => {
  await writeLogins(dataDir, file)
  const { clouds } = parse(await readFile(cloudsFileIn(dataDir), 'utf8'))
  expect(Object.keys(clouds)).toEqual(['stackling', 'stackling-demo', 'stackling-system'])
  expect(clouds.stackling).toEqual({
    auth: {
      auth_url: 'http://127.0.0.1:5000/v3',
      username: 'admin',
      password: 'a"b: #c\\',
      user_domain_name: 'Default',
      project_name: 'admin',
      project_domain_name: 'Default',
    },
    region_name: 'RegionOne',
    identity_api_version: 3,
    volume_api_version: 3,
  })
  expect(clouds['stackling-demo'].auth).toMatchObject({ password: '0123', project_name: 'demo' })
  expect(clouds['stackling-system'].auth).toMatchObject({ system_scope: 'all', username: 'admin' })
  expect(clouds['stackling-system'].auth).not.toHaveProperty('project_name')
})

test('is readable by its owner only, and nothing else is left behind', async () => {
  await writeFile(cloudsFileIn(dataDir), 'old', { mode: 0o644 })
  await writeLogins(dataDir, file)
  expect((await stat(cloudsFileIn(dataDir))).mode & 0o777).toBe(0o600)
  expect((await stat(join(dataDir, 'openrc'))).mode & 0o777).toBe(0o600)
  const names = (await readdir(dataDir)).sort()
  expect(names).toEqual(['clouds.yaml', 'openrc', 'openrc-demo', 'openrc-system'])
})

test('passwords are read back as they were written', async () => {
  await writeLogins(dataDir, file)
  expect(await readPasswords(dataDir)).toEqual(file.passwords)
})

test('a password that the owner of the file changed is read as it stands', async () => {
  await writeLogins(dataDir, file)
  const written = await readFile(cloudsFileIn(dataDir), 'utf8')
  await writeFile(cloudsFileIn(dataDir), written.replace(/password: "a.*/, 'password: 0042  '))
  expect(await readPasswords(dataDir)).toEqual({ admin: '0042', demo: '0123' })
})

test('passwords that are not there are not made up', async () => {
  const nobody = { admin: undefined, demo: undefined }
  expect(await readPasswords(dataDir)).toEqual(nobody)
  await writeLogins(dataDir, { ...file, passwords: nobody })
  expect(await readPasswords(dataDir)).toEqual(nobody)
  await writeFile(cloudsFileIn(dataDir), 'clouds:\n  stackling:\n    auth:\n      password: "\n')
  expect(await readPasswords(dataDir)).toEqual(nobody)
})

test('generated passwords are long, plain and different', () => {
  const passwords = Array.from({ length: 100 }, () => generatePassword())
  for (const password of passwords) expect(password).toMatch(/^[\dA-Za-z]{24}$/)
  expect(new Set(passwords).size).toBe(100)
})
