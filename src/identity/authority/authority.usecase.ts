/**
 * Issues tokens and says what they mean. A token is verified once and its meaning kept; every use
 * reads one number, the epoch, and only when that has grown is the meaning looked up again. So a
 * revocation, a disabled project or a lost role counts with the next request, on every replica.
 */
import { LRUCache } from 'lru-cache'
import { parseTime, type CloudClock } from '../../kernel/clock.ts'
import type { Authenticator, Token } from '../../kernel/context.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Database, Tx } from '../../storage/database.ts'
import type { IdentityConfiguration } from '../configuration.ts'
import type { Vault } from '../../kernel/vault.ts'
import { nextExpiry } from '../groups/belonging.store.ts'
import { tokenState } from '../tokens/delegations.usecase.ts'
import {
  epochOf,
  epochState,
  generationOf,
  isRevoked,
  type TokenState,
} from '../tokens/tokens.store.ts'
import {
  auditId,
  claimsOf,
  payloadOf,
  type Delegation,
  type Federation,
  type TokenClaims,
  UNSCOPED,
  type TokenScope,
} from '../tokens/tokens.ts'
import { Keyring } from './keyring.usecase.ts'
import { tokenOf } from './token.ts'

/** How many tokens are remembered: some 3 kB each. */
const REMEMBERED = 10_000

/** A token and all that is known of it. */
export interface Admission {
  readonly token: Token
  readonly claims: TokenClaims
  readonly state: TokenState
}

export interface Grant {
  readonly userId: string
  readonly methods: readonly string[]
  readonly scope: TokenScope
  readonly delegation?: Delegation
  readonly federation?: Federation
  /** For a token made from another: the end and the first audit id of that one. */
  readonly from?: { readonly expiresAt: number; readonly chain: string }
}

/** Somebody who proved something, but not yet enough. */
export interface Receipt {
  readonly userId: string
  /** The user's, so that a new password makes the receipt worthless. */
  readonly generation: number
  readonly methods: readonly string[]
}

export interface IssuedReceipt extends Receipt {
  readonly text: string
  readonly user: TokenState['user']
  readonly issuedAt: number
  readonly expiresAt: number
}

export interface AuthorityParts {
  database: Database
  clock: CloudClock
  ids: Ids
  tokenLifetimeSeconds: number
  configuration: IdentityConfiguration
  vault: Vault
}

interface ReceiptClaims {
  readonly sub: string
  readonly exp: number
  readonly stackling_receipt?: Omit<Receipt, 'userId'>
}

interface Entry extends Admission {
  readonly kid: string
  readonly epoch: number
  /** When it has to be looked up again even if nobody changes anything. */
  readonly until: number
}

export class TokenAuthority implements Authenticator {
  readonly #parts: AuthorityParts
  readonly #keyring: Keyring
  readonly #entries = new LRUCache<string, Entry>({ max: REMEMBERED })

  constructor(parts: AuthorityParts) {
    this.#parts = parts
    this.#keyring = new Keyring(parts.vault)
  }

  /** How long a token is good for at most. */
  get lifetimeSeconds(): number {
    return this.#parts.tokenLifetimeSeconds
  }

  challenge(addressOf: (serviceType: string) => string): string {
    return `Keystone uri="${addressOf('identity')}/v3"`
  }

  async authenticate(text: string, allowExpired = false): Promise<Token | undefined> {
    const entry = await this.#entry(text)
    return this.#isInTime(entry, allowExpired) ? entry.token : undefined
  }

  /**
   * All that a token says, for whoever asks about it. Undefined for one that is not valid; with
   * `allowExpired`, time alone is forgiven.
   */
  async inspect(text: string, allowExpired = false): Promise<Admission | undefined> {
    const entry = await this.#entry(text)
    return this.#isInTime(entry, allowExpired) ? entry : undefined
  }

  #isInTime(entry: Admission | undefined, allowExpired: boolean): entry is Admission {
    const { clock, configuration } = this.#parts
    const window = allowExpired ? configuration.allowExpiredWindowSeconds * 1000 : 0
    return entry !== undefined && entry.claims.expiresAt > clock.now() - window
  }

  /**
   * A new token, or undefined where the user has no business in that scope.
   * @param generation the user's when the credentials were checked: if the password has changed
   *   since, there is no token
   */
  async issue(grant: Grant, generation: number): Promise<Admission | undefined> {
    const { database, clock, ids } = this.#parts
    const found = await database.read(async (tx) => {
      const epoch = await epochOf(tx)
      await this.#keyring.refresh(tx, epoch)
      const now = clock.now()
      const state = await tokenState(tx, grant, now)
      return { epoch, state, until: await nextExpiry(tx, now) }
    })
    const { epoch, state, until } = found
    if (state === undefined || state.bearer.generation !== generation) return undefined
    const issuedAt = wholeSeconds(clock.now())
    const own = auditId(ids.hex())
    const claims: TokenClaims = {
      userId: grant.userId,
      methods: grant.methods,
      auditIds: grant.from === undefined ? [own] : [own, grant.from.chain],
      scope: grant.scope,
      ...(grant.delegation && { delegation: grant.delegation }),
      ...(grant.federation && { federation: grant.federation }),
      issuedAt,
      expiresAt: Math.min(
        grant.from?.expiresAt ?? issuedAt + this.#parts.tokenLifetimeSeconds * 1000,
        endOf(state),
      ),
      userGeneration: generationOf(state),
      scopeGeneration: state.place?.generation ?? 0,
    }
    const { kid, text } = await this.#keyring.sign(payloadOf(claims))
    const entry = { kid, epoch, until, claims, state, token: tokenOf(text, claims, state) }
    this.#entries.set(text, entry)
    return entry
  }

  /** Undefined where the user is disabled. */
  async issueReceipt(receipt: Receipt): Promise<IssuedReceipt | undefined> {
    const { database, clock, configuration } = this.#parts
    const state = await database.read(async (tx) => {
      await this.#keyring.refresh(tx, await epochOf(tx))
      return tokenState(tx, { userId: receipt.userId, scope: UNSCOPED }, clock.now())
    })
    if (state === undefined) return undefined
    const issuedAt = wholeSeconds(clock.now())
    const expiresAt = issuedAt + configuration.receiptLifetimeSeconds * 1000
    const { userId: sub, generation, methods } = receipt
    const payload = { sub, exp: expiresAt / 1000, stackling_receipt: { generation, methods } }
    const { text } = await this.#keyring.sign(payload)
    return { ...receipt, text, user: state.user, issuedAt, expiresAt }
  }

  /** Undefined for one that is not ours, or too old. */
  async readReceipt(text: string): Promise<Receipt | undefined> {
    const { database, clock } = this.#parts
    await database.read(async (tx) => this.#keyring.refresh(tx, await epochOf(tx)))
    const verified = await this.#keyring.verify(text, database)
    const claims = verified?.payload as ReceiptClaims | undefined
    if (verified === undefined || claims?.stackling_receipt === undefined) return undefined
    const expiresAt = claims.exp * 1000
    if (expiresAt <= clock.now() || !this.#keyring.covers(verified.kid, expiresAt)) return undefined
    return { userId: claims.sub, ...claims.stackling_receipt }
  }

  async #entry(text: string): Promise<Entry | undefined> {
    const { database, clock } = this.#parts
    const known = this.#entries.get(text)
    const lasting = known !== undefined && clock.now() < known.until
    if (lasting && (await database.read(epochState))?.epoch === known.epoch) return known
    const fresh = await this.#examine(text, known)
    if (fresh !== undefined) this.#entries.set(text, fresh)
    else if (known !== undefined) this.#entries.delete(text)
    return fresh
  }

  async #examine(text: string, known: Entry | undefined): Promise<Entry | undefined> {
    const signed = known ?? (await this.#signed(text))
    if (signed === undefined) return undefined
    const { kid, claims } = signed
    return this.#parts.database.read(async (tx) => {
      const now = this.#parts.clock.now()
      // The epoch first: what changes while we read is then read again at the next use.
      const epoch = await epochOf(tx)
      await this.#keyring.refresh(tx, epoch)
      const covered = this.#keyring.covers(kid, claims.expiresAt)
      const state = covered ? await meaning(tx, claims, now) : undefined
      if (state === undefined) return undefined
      const until = await nextExpiry(tx, now)
      return { kid, epoch, until, claims, state, token: tokenOf(text, claims, state) }
    })
  }

  async #signed(text: string): Promise<{ kid: string; claims: TokenClaims } | undefined> {
    const verified = await this.#keyring.verify(text, this.#parts.database)
    const claims = verified && claimsOf(verified.payload)
    return claims && { kid: verified.kid, claims }
  }
}

async function meaning(tx: Tx, claims: TokenClaims, now: number): Promise<TokenState | undefined> {
  const state = await tokenState(tx, claims, now)
  if (state === undefined) return undefined
  if (generationOf(state) !== claims.userGeneration) return undefined
  if ((state.place?.generation ?? 0) !== claims.scopeGeneration) return undefined
  return (await isRevoked(tx, claims.auditIds.slice(0, 1))) ? undefined : state
}

/** When a delegation ends, and every token of it; in whole seconds, as tokens count. */
function endOf({ delegation }: TokenState): number {
  const end = delegation?.expiresAt ?? null
  return end === null ? Infinity : wholeSeconds(parseTime(end))
}

function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000
}
