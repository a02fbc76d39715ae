/** `stackling keys rotate`: a new key to sign tokens with. */
import { rotateSigningKey, type IdentityEnv } from '../../app/administration.ts'
import { audited } from '../access/audited.ts'
import { formatIn, printed } from '../access/formats.ts'
import { onIdentity } from '../access/identity.ts'
import type { Run } from '../command.ts'

export const rotateKeys: Run = async (invocation) => {
  const { settings, options, io } = invocation
  const format = formatIn(invocation)
  const endTokens = options.has('end-tokens')
  const { tokenLifetime: tokenLifetimeSeconds } = settings
  const rotate = (env: IdentityEnv) => rotateSigningKey(env, { tokenLifetimeSeconds, endTokens })
  const { kid, lastExpiry } = await audited(
    settings,
    { command: 'keys rotate', action: 'update', target: 'data/security/key' },
    () => onIdentity(settings, rotate, 'needed'),
    (rotation) => rotation.kid,
  )
  const fate =
    lastExpiry === undefined
      ? 'Every earlier token has ended; everybody signs in again.'
      : `Earlier tokens stay good until they expire, the last of them by ${lastExpiry}.`
  io.out(
    printed(format, {
      text: `Tokens are signed with the key ${kid} from now on. ${fate}`,
      json: { kid, earlier_tokens_end: lastExpiry ?? null },
      value: kid,
      shell: { STACKLING_SIGNING_KEY: kid },
    }),
  )
  return 0
}
