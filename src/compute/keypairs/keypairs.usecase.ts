/** Keys of users are added one at a time, so that no user has more than may be. */
import type { RequestContext } from '../../kernel/context.ts'
import type { Tx } from '../../storage/database.ts'
import { firstText } from '../lists.ts'
import { MV } from '../microversions.ts'
import type { ComputeEnv } from '../operation.ts'
import { refuseTooManyKeyPairs } from '../quotas/take-quota.usecase.ts'
import { certificateFingerprint } from './certificate.ts'
import {
  keypairInvalid,
  keypairNotFound,
  type Keypair,
  type KeypairType,
  type NewKeypair,
} from './keypair.ts'
import { countKeypairs, findKeypair, insertKeypair, lockKeypairsOf } from './keypairs.store.ts'
import { generateKey, type KeyMaterial } from './key-generation.ts'
import { sshFingerprint } from './ssh-key.ts'

/** Whose keys are meant: the caller's, or another's who is named; administrators may do that. */
export function askedUser(ctx: RequestContext): string {
  const named = ctx.version >= MV.KEYPAIRS_OF_OTHERS ? firstText(ctx, 'user_id') : undefined
  return named || ctx.userId
}

/** @throws 404 */
export async function getKeypair(tx: Tx, ctx: RequestContext, name: string): Promise<Keypair> {
  const userId = askedUser(ctx)
  const keypair = await findKeypair(tx, userId, name)
  if (keypair === undefined) throw keypairNotFound(name, userId)
  return keypair
}

/** The quota is that of who asks, whoever's key it is. @throws 403 */
async function refuseFurther(tx: Tx, ctx: RequestContext, userId: string): Promise<void> {
  // A token of no project is held to the limits of a project that has none of its own.
  const owner = { projectId: ctx.token.projectId ?? '', userId: ctx.userId }
  await refuseTooManyKeyPairs(tx, owner, (await countKeypairs(tx, userId)) + 1)
}

type Named = Omit<NewKeypair, 'fingerprint' | 'publicKey'>

/** Keeps a key that a client has sent. @throws 400, 403, 409 */
export function importKeypair(
  { database }: ComputeEnv,
  ctx: RequestContext,
  sent: Named & Pick<NewKeypair, 'publicKey'>,
): Promise<NewKeypair> {
  return database.write(async (tx) => {
    await lockKeypairsOf(tx, sent.userId)
    await refuseFurther(tx, ctx, sent.userId)
    const keypair = { ...sent, fingerprint: fingerprintOf(sent.publicKey, sent.type) }
    await insertKeypair(tx, keypair)
    return keypair
  })
}

/** @throws 400 */
function fingerprintOf(publicKey: string, type: KeypairType): string {
  if (type === 'x509') return certificateFingerprint(publicKey)
  const fingerprint = sshFingerprint(publicKey)
  if (fingerprint === undefined) throw keypairInvalid('failed to generate fingerprint')
  return fingerprint
}

/** Makes a key, which takes a while, and keeps its public part. @throws 403, 409 */
export async function generateKeypair(
  env: ComputeEnv,
  ctx: RequestContext,
  named: Named,
): Promise<NewKeypair & KeyMaterial> {
  await env.database.read((tx) => refuseFurther(tx, ctx, named.userId))
  const material = await generateKey(named.type, named.userId, env.clock.now())
  const keypair = { ...named, ...material }
  await env.database.write(async (tx) => {
    await lockKeypairsOf(tx, named.userId)
    await refuseFurther(tx, ctx, named.userId)
    await insertKeypair(tx, keypair)
  })
  return keypair
}
