/** The file of keys that secrets of credentials are encrypted with; never in the database. */
import { randomBytes } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '../../config/settings.ts'
import { Failure } from '../failures.ts'

const KEY_BYTES = 32

/** One key a line, in base64. The file is made, for this user alone, where none is named. */
export async function readCredentialKeys(
  settings: Pick<Settings, 'credentialKeyFile' | 'dataDir'>,
): Promise<readonly Buffer[]> {
  const own = settings.credentialKeyFile === undefined
  const file = settings.credentialKeyFile ?? join(settings.dataDir, 'credential-keys')
  if (own) await makeUnlessThere(file)
  let written: string
  try {
    written = await readFile(file, 'utf8')
  } catch (error) {
    throw new Failure(`the file of credential keys cannot be read: ${(error as Error).message}`)
  }
  const lines = written.split('\n').filter((line) => line.trim() !== '')
  const keys = lines.map((line) => Buffer.from(line.trim(), 'base64'))
  const wrong = keys.findIndex((key) => key.length !== KEY_BYTES)
  if (keys.length > 0 && wrong < 0) return keys
  throw new Failure(
    `${file} must hold keys of ${KEY_BYTES} bytes in base64, one a line` +
      (wrong < 0 ? '; it is empty.' : `; number ${wrong + 1} is none.`),
  )
}

/** Of two processes that start at once, one makes it, and nobody reads half of it. */
async function makeUnlessThere(file: string): Promise<void> {
  const key = randomBytes(KEY_BYTES)
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  try {
    await writeFile(draft, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    try {
      await link(draft, file)
    } finally {
      await unlink(draft)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new Failure(`the file of credential keys cannot be made: ${(error as Error).message}`)
  }
}
