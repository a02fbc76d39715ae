/** Secrets in the database, and whether this process has the keys to them. */
import type { Tx } from '../../storage/database.ts'
import type { Vault } from '../../kernel/vault.ts'
import { sealId } from './secrets.ts'
import { plainOptions, sealOptions } from '../domain-configs/domain-configs.store.ts'
import type { IdentityEnv } from '../operation.ts'
import { plainSecrets, replaceSecret } from './sealing.store.ts'
import { signingKeys } from '../tokens/signing-keys.store.ts'
import { openSigningKey } from '../authority/keyring.usecase.ts'

/** @throws NoKey where the key that signs tokens was encrypted with others */
export async function requireVault(vault: Vault, tx: Tx): Promise<void> {
  const signer = (await signingKeys(tx)).find((key) => key.retired_at === null)
  if (signer !== undefined) openSigningKey(vault, signer.kid, signer.private_jwk)
}

/** Encrypts what an earlier version stored as it was. */
export async function sealSecrets({ database, vault }: IdentityEnv): Promise<void> {
  const [plain, options] = await database.read(async (tx) => [
    await plainSecrets(tx),
    await plainOptions(tx),
  ])
  if (plain.length + options.length === 0) return
  await database.write(async (tx) => {
    await sealOptions(tx, vault)
    for (const each of plain) {
      await replaceSecret(tx, each, vault.seal(each.secret, sealId(each.kind, each.id)))
    }
  })
}
