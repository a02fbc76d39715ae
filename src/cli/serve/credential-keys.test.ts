import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readCredentialKeys } from './credential-keys.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stackling-keys-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

describe('the keys for credentials', () => {
  test('are made once, for this user alone, and are the same at every start', async () => {
    const settings = { dataDir, credentialKeyFile: undefined }
    const [first, second] = await Promise.all([
      readCredentialKeys(settings),
      readCredentialKeys(settings),
    ])
    expect(second).toEqual(first)
    const file = join(dataDir, 'credential-keys')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).toBe(`${first[0]!.toString('base64')}\n`)
  })

  test('come from the file that is named, in its order', async () => {
    const credentialKeyFile = join(dataDir, 'mine')
    const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
    await writeFile(credentialKeyFile, keys.map((key) => key.toString('base64')).join('\n'))
    expect(await readCredentialKeys({ dataDir, credentialKeyFile })).toEqual(keys)
  })

  test.each([
    ['', /it is empty/],
    ['c2hvcnQ=\n', /number 1 is none/],
  ])('%j is refused', async (text, message) => {
    const credentialKeyFile = join(dataDir, 'mine')
    await writeFile(credentialKeyFile, text)
    await expect(readCredentialKeys({ dataDir, credentialKeyFile })).rejects.toThrow(message)
  })

  test('a file that is named and not there is refused, not made', async () => {
    const credentialKeyFile = join(dataDir, 'gone')
    await expect(readCredentialKeys({ dataDir, credentialKeyFile })).rejects.toThrow(
      /cannot be read/,
    )
  })
})
