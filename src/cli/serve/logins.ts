/** Everything a client can log in with, written into the data directory. */
import { rename, writeFile } from 'node:fs/promises'
import { cloudsFileIn, cloudsText, type CloudsFile } from './clouds-file.ts'
import { openrcIn, openrcText } from './openrc.ts'

/**
 * `clouds.yaml`, and beside it an `openrc` for each login: the cinder and nova commands know only
 * environment variables. All readable by their owner alone.
 */
export async function writeLogins(dataDir: string, file: CloudsFile): Promise<void> {
  await replaceFile(cloudsFileIn(dataDir), cloudsText(file))
  for (const user of ['admin', 'demo', 'system'] as const) {
    await replaceFile(openrcIn(dataDir, user), openrcText(dataDir, file, user))
  }
}

/** Written beside and renamed, so that no client ever reads half of it. */
async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`
  await writeFile(unfinished, text, { mode: 0o600 })
  await rename(unfinished, path)
}
