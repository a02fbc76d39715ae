/** `stackling env`: the lines that log a shell in. */
import { readFile } from 'node:fs/promises'
import { UsageError, type Run } from '../command.ts'
import { Failure } from '../failures.ts'
import { CLOUDS, type CloudUser } from '../serve/clouds-file.ts'
import { openrcIn } from '../serve/openrc.ts'

export const env: Run = async ({ settings, options, io }) => {
  const user = options.get('user') ?? 'admin'
  if (!isCloudUser(user)) {
    throw new UsageError(`--user is one of ${Object.keys(CLOUDS).join(', ')}, not "${user}"`)
  }
  const { dataDir } = settings
  const lines = await readFile(openrcIn(dataDir, user), 'utf8').catch(() => undefined)
  if (lines === undefined) {
    throw new Failure(
      `no cloud has been started in ${dataDir} yet. Start one with stackling serve, or say where ` +
        'it is: --data-dir <directory>',
    )
  }
  io.out(lines.trimEnd())
  return 0
}

function isCloudUser(user: string): user is CloudUser {
  return Object.hasOwn(CLOUDS, user)
}
