import { Type as T } from 'typebox'
import { isoMicros } from '../../kernel/clock.ts'
import { Reply } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import type { UserState } from './tokens.store.ts'

const NAMED = closed({ id: T.String(), name: T.String() })

interface Receipt {
  readonly text: string
  readonly user: UserState
  readonly methods: readonly string[]
  /** Milliseconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
}

/** What was proved so far, and the ways to prove enough (keystone/receipt/handlers.py). */
export const RECEIPT_BODY = closed({
  receipt: closed({
    methods: T.Array(T.String()),
    user: closed({ id: T.String(), name: T.String(), domain: NAMED }),
    expires_at: T.String(),
    issued_at: T.String(),
  }),
  required_auth_methods: T.Array(T.Array(T.String())),
})

export function receiptReply(
  { text, user, methods, issuedAt, expiresAt }: Receipt,
  required: readonly (readonly string[])[],
): Reply {
  const domain = { id: user.domain_id, name: user.domain_name }
  return new Reply({
    status: 401,
    headers: { 'Openstack-Auth-Receipt': text },
    body: {
      receipt: {
        methods: [...methods],
        user: { id: user.id, name: user.name, domain },
        expires_at: `${isoMicros(expiresAt)}Z`,
        issued_at: `${isoMicros(issuedAt)}Z`,
      },
      required_auth_methods: required.map((rule) => [...rule]),
    },
  })
}
