import type { IdentityEnv } from '../operation.ts'
import { claimStep, credentialsOfUser } from './credentials.store.ts'
import { decodeBase32, stepOf } from './passcodes.ts'

/** Is it one of the user's passcodes of this moment, and has nobody used it before? */
export async function takePasscode(
  env: IdentityEnv,
  userId: string,
  passcode: string,
): Promise<boolean> {
  const rows = await env.database.read((tx) => credentialsOfUser(tx, userId, 'totp'))
  const { includedPreviousWindows: earlier } = env.configuration
  for (const row of rows) {
    const secret = decodeBase32(env.vault.open(row.blob, row.id))
    const step = secret && stepOf(passcode, secret, env.processClock.now(), earlier)
    if (step === undefined) continue
    if (await env.database.write((tx) => claimStep(tx, row.id, step))) return true
  }
  return false
}
