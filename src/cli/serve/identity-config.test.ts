import { expect, test } from 'vitest'
import { loadSettings } from '../../config/load.ts'
import type { SettingName } from '../../config/settings.ts'
import { DEFAULT_CONFIGURATION } from '../../identity/configuration.ts'
import { DEFAULT_SECURITY } from '../../identity/security.ts'
import { identityOf, securityOf } from './identity-config.ts'

async function loaded(flags: readonly (readonly [SettingName, string])[]) {
  const sources = { flags: new Map(flags), environment: {}, workingDirectory: '/nowhere' }
  const { settings } = await loadSettings(sources)
  return { security: securityOf(settings), identity: identityOf(settings) }
}

test('without a word from anybody Identity has the defaults of Keystone', async () => {
  expect(await loaded([])).toEqual({ security: DEFAULT_SECURITY, identity: DEFAULT_CONFIGURATION })
})

test('what is set reaches Identity', async () => {
  const { security, identity } = await loaded([
    ['lockoutFailureAttempts', '3'],
    ['lockoutDuration', '10m'],
    ['disableUserAccountDaysInactive', '90'],
    ['listLimit', '100'],
    ['enforcementModel', 'strict_two_level'],
    ['maxProjectTreeDepth', '4'],
    ['maxRedelegationCount', '2'],
    ['applicationCredentialUserLimit', '7'],
    ['credentialUserLimit', '8'],
    ['includedPreviousWindows', '0'],
    ['allowExpiredWindow', '1d'],
    ['receiptLifetime', '1m'],
    ['expirationBuffer', '2m'],
    ['passwordHashRounds', '16'],
    ['scryptBlockSize', '4'],
    ['scryptParallelism', '2'],
  ])
  expect(security).toMatchObject({
    lockoutFailureAttempts: 3,
    lockoutDurationSeconds: 600,
    disableUserAccountDaysInactive: 90,
  })
  expect(identity).toEqual({
    listLimit: 100,
    enforcementModel: 'strict_two_level',
    maxProjectTreeDepth: 4,
    maxRedelegationCount: 2,
    applicationCredentialUserLimit: 7,
    credentialUserLimit: 8,
    includedPreviousWindows: 0,
    allowExpiredWindowSeconds: 86_400,
    receiptLifetimeSeconds: 60,
    expirationBufferSeconds: 120,
    passwordHashing: { ln: 16, r: 4, p: 2 },
  })
})
