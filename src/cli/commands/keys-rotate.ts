/** `stackling keys rotate`: a new key to sign tokens with. */
import { rotateSigningKey } from '../../app/administration.ts'
import { formatIn, printed } from '../access/formats.ts'
import { onIdentity } from '../access/identity.ts'
import type { Run } from '../command.ts'

export const rotateKeys: Run = async (invocation) => {
  const { settings, options, io } = invocation
  const format = formatIn(invocation)
  const endTokens = options.has('end-tokens')
  const { tokenLifetime: tokenLifetimeSeconds } = settings
  const { kid, lastExpiry } = await onIdentity(
    settings,
    (env) => rotateSigningKey(env, { tokenLifetimeSeconds, endTokens }),
    'needed',
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
