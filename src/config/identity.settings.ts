/** What Identity allows, by the names that Keystone's options have. */
import { choice, count, duration, path } from './kinds.ts'
import { setting } from './setting.ts'

export const IDENTITY_SETTINGS = {
  federationFile: setting({
    kind: path('file'),
    default: undefined,
    shown: 'nobody',
    help: 'A YAML file of the OpenID providers whose users may sign in; see federation.md.',
    topic: 'identity',
  }),
  listLimit: setting({
    kind: count(1),
    default: undefined,
    shown: 'any number',
    help:
      'How long lists of Identity are where a client does not say: they are cut there, marked as ' +
      'truncated, and linked to the rest.',
    topic: 'identity',
  }),
  enforcementModel: setting({
    kind: choice('flat', 'strict_two_level'),
    default: 'flat',
    help:
      'How limits of projects are bounded: by nothing, or by the limit of the domain that they ' +
      'lie in. strict_two_level also refuses projects more than two below a domain.',
    topic: 'identity',
  }),
  maxProjectTreeDepth: setting({
    kind: count(1),
    default: 5,
    help: 'How many projects there may be one below the other in a domain.',
    topic: 'identity',
  }),
  maxRedelegationCount: setting({
    kind: count(0),
    default: 3,
    help: 'How often a trust may be redelegated at most.',
    topic: 'identity',
  }),
  applicationCredentialUserLimit: setting({
    kind: count(0),
    default: undefined,
    shown: 'any number',
    help: 'How many application credentials a user may have.',
    topic: 'identity',
  }),
  credentialUserLimit: setting({
    kind: count(0),
    default: undefined,
    shown: 'any number',
    help: 'How many credentials (EC2, TOTP and others) a user may have.',
    topic: 'identity',
  }),
  includedPreviousWindows: setting({
    kind: count(0),
    default: 1,
    help:
      'How many windows of thirty seconds after its own a one-time passcode is still taken: for ' +
      'clocks that run late.',
    topic: 'identity',
  }),
  allowExpiredWindow: setting({
    kind: duration,
    default: 172_800,
    shown: '2d',
    help: 'How long after its end a token is still shown to services that ask with allow_expired.',
    topic: 'identity',
  }),
  receiptLifetime: setting({
    kind: duration,
    default: 300,
    shown: '5m',
    help: 'How long a sign-in may take that needs several methods one after the other.',
    topic: 'identity',
  }),
  expirationBuffer: setting({
    kind: duration,
    default: 1800,
    shown: '30m',
    help: 'How long a revocation stays listed after the last token that it ended would have expired.',
    topic: 'identity',
  }),
  passwordHashRounds: setting({
    kind: count(10, 17),
    default: 15,
    help:
      'What a password hash costs: scrypt does 2 to the power of this many rounds. Hashes that ' +
      'cost less are made anew when their user signs in.',
    topic: 'identity',
  }),
  scryptBlockSize: setting({
    kind: count(1, 16),
    default: 8,
    help: 'The block size of password hashes: each takes 128 bytes × this × the rounds of memory.',
    topic: 'identity',
  }),
  scryptParallelism: setting({
    kind: count(1, 16),
    default: 1,
    help: 'How many times over a password hash is computed.',
    topic: 'identity',
  }),
}
