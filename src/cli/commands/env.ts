/** `stackling env`: the lines that log a shell in. */
import { existsSync } from 'node:fs'
import { UsageError, type Run } from '../command.ts'
import { Failure } from '../failures.ts'
import { loginLines } from '../serve/banner.ts'
import { cloudsFileIn, CLOUDS, type CloudUser } from '../serve/clouds-file.ts'

export const env: Run = async ({ settings, options, io }) => {
  const user = options.get('user') ?? 'admin'
  if (!isCloudUser(user)) {
    throw new UsageError(`--user is one of ${Object.keys(CLOUDS).join(', ')}, not "${user}"`)
  }
  const { dataDir } = settings
  if (!existsSync(cloudsFileIn(dataDir))) {
    throw new Failure(
      `no cloud has been started in ${dataDir} yet. Start one with stackling serve, or say where ` +
        'it is: --data-dir <directory>',
    )
  }
  for (const line of loginLines(dataDir, user)) io.out(line)
  return 0
}

function isCloudUser(user: string): user is CloudUser {
  return Object.hasOwn(CLOUDS, user)
}
