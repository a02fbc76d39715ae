/** Keystone's section [security_compliance], with its names and defaults (keystone/conf/). */
export interface SecurityCompliance {
  /** Failed sign-ins to an account from one address before it has to wait; 0 for any number. Ours. */
  readonly signInAttempts: number
  /** Wrong passwords in a row that lock an account; undefined for any number. */
  readonly lockoutFailureAttempts: number | undefined
  readonly lockoutDurationSeconds: number
  /** Days that a new password is good for; undefined for ever. */
  readonly passwordExpiresDays: number | undefined
  /** A new password must differ from this many before it. */
  readonly uniqueLastPasswordCount: number
  /** Days before users may change their own password again. */
  readonly minimumPasswordAgeDays: number
  /** What a new password has to match, from its start. */
  readonly passwordRegex: RegExp | undefined
  /** The same in words. */
  readonly passwordRegexDescription: string
  /** A password that somebody else has set is good for nothing but to be changed. */
  readonly changePasswordUponFirstUse: boolean
  /** Days without a sign-in after which a user is disabled; undefined for never. */
  readonly disableUserAccountDaysInactive: number | undefined
}

export const DEFAULT_SECURITY: SecurityCompliance = {
  signInAttempts: 20,
  lockoutFailureAttempts: undefined,
  lockoutDurationSeconds: 1800,
  passwordExpiresDays: undefined,
  uniqueLastPasswordCount: 0,
  minimumPasswordAgeDays: 0,
  passwordRegex: undefined,
  passwordRegexDescription: '',
  changePasswordUponFirstUse: false,
  disableUserAccountDaysInactive: undefined,
}
