/** The file of keys that secrets of credentials are encrypted with; never in the database. */
import { randomBytes } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '../../config/settings.ts'
import { Failure } from '../failures.ts'

const KEY_BYTES = 32

/** Of a cloud whose secrets were encrypted with other keys than those at hand. */
export function otherKeys(settings: Pick<Settings, 'credentialKeyFile' | 'dataDir'>): Failure {
  return new Failure(
    `the secrets in this database were encrypted with keys that are not in ${keyFileOf(settings)}. ` +
      'Replicas of a cloud need the same keys: take the file that the first one has, and name it ' +
      'with --credential-key-file <file>. Where it is lost for good, ' +
      'stackling keys rotate --end-tokens begins with new ones; what was encrypted with the old ' +
      'ones has to be made anew',
  )
}

/** Where the keys lie, or are made. */
export function keyFileOf({
  credentialKeyFile,
  dataDir,
}: Pick<Settings, 'credentialKeyFile' | 'dataDir'>): string {
  return credentialKeyFile ?? join(dataDir, 'credential-keys')
}

/** One key a line, in base64. The file is made, for this user alone, where none is named. */
export async function readCredentialKeys(
  settings: Pick<Settings, 'credentialKeyFile' | 'dataDir'>,
): Promise<readonly Buffer[]> {
  const own = settings.credentialKeyFile === undefined
  const file = keyFileOf(settings)
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
