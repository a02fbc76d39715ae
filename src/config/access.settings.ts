/** Who gets in: passwords, tokens, keys and policies. */
import { count, duration, flag, path, pattern, text } from './kinds.ts'
import { setting } from './setting.ts'

export const ACCESS_SETTINGS = {
  adminPassword: setting({
    kind: text('password', 'a text that is not empty'),
    default: undefined,
    shown: 'generated, and kept in clouds.yaml',
    help: 'The password of the user admin in a new cloud.',
    topic: 'access',
    secret: true,
  }),
  demoPassword: setting({
    kind: text('password', 'a text that is not empty'),
    default: undefined,
    shown: 'generated, and kept in clouds.yaml',
    help: 'The password of the user demo in a new cloud.',
    topic: 'access',
    secret: true,
  }),
  tokenLifetime: setting({
    kind: duration,
    default: 3600,
    shown: '1h',
    help: 'How long a token is good for.',
    topic: 'access',
  }),
  signInAttempts: setting({
    kind: count(0),
    default: 20,
    help:
      'How many times in a row signing in to an account may fail from one address before it has to ' +
      'wait: 1 s, twice as long after each further failure, 15 min at most. 0 is any number.',
    topic: 'access',
  }),
  lockoutFailureAttempts: setting({
    kind: count(1),
    default: undefined,
    shown: 'any number',
    help: 'After how many wrong passwords in a row an account is locked.',
    topic: 'access',
  }),
  lockoutDuration: setting({
    kind: duration,
    default: 1800,
    shown: '30m',
    help: 'How long an account stays locked after too many wrong passwords.',
    topic: 'access',
  }),
  passwordExpiresDays: setting({
    kind: count(1),
    default: undefined,
    shown: 'for ever',
    help: 'For how many days a new password is good. It can be changed after that, not used.',
    topic: 'access',
  }),
  uniqueLastPasswordCount: setting({
    kind: count(0),
    default: 0,
    help: 'How many earlier passwords of its user a new password must differ from.',
    topic: 'access',
  }),
  minimumPasswordAge: setting({
    kind: count(0),
    default: 0,
    help: 'After how many days users may change a password again that they chose themselves.',
    topic: 'access',
  }),
  passwordRegex: setting({
    kind: pattern,
    default: undefined,
    shown: 'any password',
    help: 'A regular expression that a new password has to match from its start.',
    topic: 'access',
  }),
  passwordRegexDescription: setting({
    kind: text('words', 'a text that is not empty'),
    default: undefined,
    shown: 'none',
    help: 'What password-regex asks for, in words, for those whose password it refuses.',
    topic: 'access',
  }),
  changePasswordUponFirstUse: setting({
    kind: flag,
    default: false,
    shown: 'off',
    help: 'Whether a password that an administrator has set can only be used to change it.',
    topic: 'access',
  }),
  disableUserAccountDaysInactive: setting({
    kind: count(1),
    default: undefined,
    shown: 'never',
    help:
      'After how many days without a sign-in by password, or through an identity provider, a user ' +
      'is disabled, administrators too. The option ignore_user_inactivity of a user makes an exception.',
    topic: 'access',
  }),
  credentialKeyFile: setting({
    kind: path('file'),
    default: undefined,
    shown: 'credential-keys in the data directory, made if missing',
    help:
      'The keys that secrets are encrypted with in the database (credentials, OAuth 1, and what signs ' +
      'tokens), one a line: the first encrypts, all decrypt. Replicas need the same file.',
    topic: 'access',
  }),
  auditFile: setting({
    kind: path('file'),
    default: undefined,
    shown: 'none; the records are in the log',
    help:
      'A file for audit records (CADF), a line of JSON for each sign-in, change and refusal. It is ' +
      'appended to, made for you alone if missing, and opened again on SIGHUP.',
    topic: 'access',
  }),
  policyFile: setting({
    kind: path('file'),
    default: undefined,
    shown: 'the default rules',
    help:
      "Rules in oslo.policy's language that replace defaults, as in a policy.yaml of OpenStack; or " +
      'a directory with a file for each service: identity.yaml, compute.yaml and so on. Read again ' +
      'whenever it changes, and on SIGHUP.',
    topic: 'access',
  }),
  policyStrict: setting({
    kind: flag,
    default: false,
    shown: 'off',
    help:
      'Whether names that no rule has, and names that are there twice, are refused in a policy file ' +
      'rather than warned of.',
    topic: 'access',
  }),
  enforceScope: setting({
    kind: flag,
    default: true,
    shown: 'on',
    help: 'Whether a rule refuses tokens of a scope that it is not meant for.',
    topic: 'access',
  }),
  enforceNewDefaults: setting({
    kind: flag,
    default: true,
    shown: 'on',
    help:
      'Whether only the newest default of a rule counts. Where off, those whom the default before ' +
      'it let in come in too.',
    topic: 'access',
  }),
}
