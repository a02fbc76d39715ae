/** Settings in the form in which Identity takes them. */
import type { IdentityConfiguration, SecurityCompliance } from '../../app/administration.ts'
import type { Settings } from '../../config/settings.ts'

export function securityOf(settings: Settings): SecurityCompliance {
  const { passwordRegex } = settings
  return {
    signInAttempts: settings.signInAttempts,
    lockoutFailureAttempts: settings.lockoutFailureAttempts,
    lockoutDurationSeconds: settings.lockoutDuration,
    passwordExpiresDays: settings.passwordExpiresDays,
    uniqueLastPasswordCount: settings.uniqueLastPasswordCount,
    minimumPasswordAgeDays: settings.minimumPasswordAge,
    passwordRegex:
      passwordRegex === undefined ? undefined : new RegExp(`^(?:${passwordRegex})`, 'u'),
    passwordRegexDescription: settings.passwordRegexDescription ?? '',
    changePasswordUponFirstUse: settings.changePasswordUponFirstUse,
    disableUserAccountDaysInactive: settings.disableUserAccountDaysInactive,
  }
}

export function identityOf(settings: Settings): IdentityConfiguration {
  return {
    listLimit: settings.listLimit,
    enforcementModel: settings.enforcementModel,
    maxProjectTreeDepth: settings.maxProjectTreeDepth,
    maxRedelegationCount: settings.maxRedelegationCount,
    applicationCredentialUserLimit: settings.applicationCredentialUserLimit,
    credentialUserLimit: settings.credentialUserLimit,
    includedPreviousWindows: settings.includedPreviousWindows,
    allowExpiredWindowSeconds: settings.allowExpiredWindow,
    receiptLifetimeSeconds: settings.receiptLifetime,
    expirationBufferSeconds: settings.expirationBuffer,
    passwordHashing: {
      ln: settings.passwordHashRounds,
      r: settings.scryptBlockSize,
      p: settings.scryptParallelism,
    },
  }
}
