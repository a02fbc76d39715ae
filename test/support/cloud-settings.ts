/** What a cloud of a test is made with, where the test does not say. */
import type { AppConfig } from '../../src/app.ts'
import type { ScryptParameters } from '../../src/identity/passwords/scrypt.ts'

export const ADMIN_PASSWORD = 'adminpass'
export const DEMO_PASSWORD = 'demopass'
/** The same for all clouds of a test, as for all replicas of a cloud. */
export const CREDENTIAL_KEYS: readonly Buffer[] = [Buffer.alloc(32, 'key')]

/** Passwords are hashed in microseconds; a test about the cost of a hash sets its own. */
const QUICK_HASHING: ScryptParameters = { ln: 4, r: 1, p: 1 }

const DEFAULTS: AppConfig = {
  database: 'sqlite::memory:',
  address: '127.0.0.1',
  ports: { identity: 0, compute: 0, 'block-storage': 0, image: 0, network: 0, placement: 0 },
  singlePort: undefined,
  publicUrl: undefined,
  trustedProxies: [],
  hosts: ['host-1', 'host-2', 'host-3'],
  region: 'RegionOne',
  transitions: 'instant',
  adminPassword: ADMIN_PASSWORD,
  demoPassword: DEMO_PASSWORD,
  tokenLifetimeSeconds: 3600,
  credentialKeys: CREDENTIAL_KEYS,
  catalog: ['block-storage', 'volumev3', 'volumev2'],
  policyOverrides: new Map(),
  checkResponses: 'always',
}

/** The settings that a test asks for, and the usual ones for all others. */
export function settingsOf(asked: Partial<AppConfig>): AppConfig {
  return {
    ...DEFAULTS,
    ...asked,
    identity: { passwordHashing: QUICK_HASHING, ...asked.identity },
  }
}
