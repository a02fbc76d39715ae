/** `stackling user passwd`: a new password, for when the old one is lost. */
import { givePassword, type Account } from '../../app/administration.ts'
import type { Settings } from '../../config/settings.ts'
import type { Run } from '../command.ts'
import { audited } from '../access/audited.ts'
import { formatIn, printed } from '../access/formats.ts'
import { onIdentity, whoIn } from '../access/identity.ts'
import { readNewPassword } from '../access/new-password.ts'
import { readCloudsFile } from '../serve/clouds-file.ts'
import { writeLogins } from '../serve/logins.ts'

export const setPassword: Run = async (invocation) => {
  const { settings, options, io } = invocation
  const who = whoIn(invocation, 'user passwd')
  const format = formatIn(invocation)
  const password = await readNewPassword(invocation)
  const enable = options.has('enable')
  const account = await audited(
    settings,
    { command: 'user passwd', action: 'update', target: 'data/security/account/user' },
    () => onIdentity(settings, (env) => givePassword(env, who, password, enable)),
    ({ id }) => id,
  )
  const kept = await keepLogin(settings, account, password)
  const also = kept ? ` ${settings.dataDir}/clouds.yaml has it too.` : ''
  io.out(
    printed(format, {
      text: `${account.name} has the new password; every earlier token has ended.${also}`,
      json: account,
      value: account.id,
      shell: { OS_USERNAME: account.name, OS_USER_DOMAIN_ID: account.domain_id },
    }),
  )
  return 0
}

/** The logins in the data directory would be wrong from now on. True where they have changed. */
async function keepLogin(
  { dataDir }: Settings,
  { name, domain_id }: Account,
  password: string,
): Promise<boolean> {
  const file = await readCloudsFile(dataDir)
  if (file === undefined || domain_id !== 'default') return false
  if (name !== 'admin' && name !== 'demo') return false
  if (file.passwords[name] === undefined) return false
  await writeLogins(dataDir, { ...file, passwords: { ...file.passwords, [name]: password } })
  return true
}
