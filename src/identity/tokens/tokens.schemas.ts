/** What one signs in with (keystone/auth/schema.py). */
import { Type as T, type Static } from 'typebox'
import { BOOLEAN, open, upstream } from '../schemas.ts'

const NAME_OR_ID = { id: T.Optional(T.String()), name: T.Optional(T.String()) }
const DOMAIN = open(NAME_OR_ID)

const SIGN_IN_USER = open({
  ...NAME_OR_ID,
  password: T.Optional(T.String()),
  passcode: T.Optional(T.String()),
  domain: T.Optional(DOMAIN),
})

const APPLICATION_CREDENTIAL = open({
  ...NAME_OR_ID,
  secret: T.Optional(T.String()),
  user: T.Optional(SIGN_IN_USER),
})

const IDENTITY = open({
  methods: T.Array(T.String()),
  password: T.Optional(open({ user: T.Optional(SIGN_IN_USER) })),
  token: T.Optional(open({ id: T.String() })),
  totp: T.Optional(open({ user: T.Optional(SIGN_IN_USER) })),
  application_credential: T.Optional(APPLICATION_CREDENTIAL),
})

const SCOPE_PROPERTIES = {
  project: T.Optional(open({ ...NAME_OR_ID, domain: T.Optional(DOMAIN) })),
  domain: T.Optional(DOMAIN),
  'OS-TRUST:trust': T.Optional(open({ id: T.Optional(T.String()) })),
  system: T.Optional(open({ all: T.Optional(BOOLEAN) })),
}
const SCOPE_OBJECT = open(SCOPE_PROPERTIES)

export type SignInUser = Static<typeof SIGN_IN_USER>
export type SignInScope = Static<typeof SCOPE_OBJECT> | string
export type NameOrId = Static<typeof DOMAIN>

export const SIGN_IN = open({
  auth: open({
    identity: IDENTITY,
    scope: T.Optional(
      upstream<SignInScope>({ type: ['object', 'string'], properties: { ...SCOPE_PROPERTIES } }),
    ),
  }),
})

export type SignInCredential = Static<typeof APPLICATION_CREDENTIAL>
export type SignIn = Static<typeof SIGN_IN>['auth']
