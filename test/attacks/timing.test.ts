/**
 * What a stop-watch tells: whether there is such a user must take as long to find out as that the
 * password is wrong. The work is counted exactly; time is measured in turns, so that a busy machine
 * is as busy for everybody, and judged by what is both clear and significant.
 */
import { createHook } from 'node:async_hooks'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startCloud, type Cloud, type Got } from '../support/cloud.ts'
import { Keystone, NOT_SIGNED_IN } from '../support/identity.ts'

let cloud: Cloud
let keystone: Keystone

/** As few rounds of hashing as let the rest of the work show. */
const CHEAP = { ln: 11, r: 8, p: 1 }
const ROUNDS = 40
/** Times that differ by less are the same over any network. */
const CLEAR = 0.2
/** Standard deviations of Wilcoxon's signed-rank test: chance reaches it once in 30,000. */
const SIGNIFICANT = 4

beforeAll(async () => {
  cloud = await startCloud({
    identity: { passwordHashing: CHEAP },
    security: { signInAttempts: 0, lockoutFailureAttempts: 1_000_000 },
  })
  keystone = await Keystone.of(cloud)
})
afterAll(() => cloud.app.stop())

/** How often something was hashed by scrypt while `work` ran. */
async function hashesIn(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const hook = createHook({
    init(_id, type) {
      if (type === 'SCRYPTREQUEST') count++
    },
  }).enable()
  await work()
  hook.disable()
  return count
}

type Attempt = () => Promise<Got>

const byPassword = (user: object) => (): Promise<Got> =>
  keystone.auth({ identity: { methods: ['password'], password: { user } } })

/** By name, what a stranger may try in vain. The first is what the others are compared with. */
async function failures(): Promise<Map<string, Attempt>> {
  const domain = { id: 'default' }
  const known = await keystone.tenant()
  const disabled = await keystone.tenant()
  await keystone.change('user', disabled.user.id, { enabled: false })
  await keystone.make('user', { name: 'has-no-password' })
  const closed = await keystone.make('domain', { name: 'closed' })
  const inside = await keystone.tenant('member', closed.id)
  await keystone.change('domain', closed.id, { enabled: false })
  const name = (user: string, where: object = domain, password = 'wrong') =>
    byPassword({ name: user, domain: where, password })
  return new Map([
    ['a wrong password', name(known.name)],
    ['an unknown user', name('nobody-at-all')],
    ['an unknown domain', name(known.name, { name: 'nowhere' })],
    ['an unknown domain by id', name(known.name, { id: 'nowhere' })],
    ['an unknown id', byPassword({ id: 'f'.repeat(32), password: 'wrong' })],
    ['a wrong password by id', byPassword({ id: known.user.id, password: 'wrong' })],
    ['a user without a password', name('has-no-password')],
    ['a disabled user', name(disabled.name)],
    ['a disabled user with the right password', name(disabled.name, domain, disabled.name)],
    ['a user of a disabled domain', name(inside.name, { id: closed.id })],
    ['no password at all', byPassword({ name: known.name, domain })],
  ])
}

async function credentialFailures(): Promise<Map<string, Attempt>> {
  const { user, name, token } = await keystone.tenant()
  await keystone.send('POST', `/users/${user.id}/application_credentials`, {
    token,
    body: { application_credential: { name: 'ci', secret: 'right' } },
  })
  const attempt = (owner: string, credential: string) => () =>
    keystone.auth({
      identity: {
        methods: ['application_credential'],
        application_credential: {
          name: credential,
          secret: 'wrong',
          user: { name: owner, domain: { id: 'default' } },
        },
      },
    })
  return new Map([
    ['a wrong secret', attempt(name, 'ci')],
    ['an unknown credential', attempt(name, 'none')],
    ['an unknown owner', attempt('nobody-at-all', 'ci')],
  ])
}

/** Milliseconds of each attempt, round by round, in another order each time. */
async function measure(attempts: ReadonlyMap<string, Attempt>): Promise<Map<string, number[]>> {
  const times = new Map([...attempts.keys()].map((name) => [name, [] as number[]]))
  for (let round = -2; round < ROUNDS; round++) {
    const order = [...attempts].sort(() => Math.random() - 0.5)
    for (const [name, attempt] of order) {
      const start = performance.now()
      await attempt()
      if (round >= 0) times.get(name)!.push(performance.now() - start)
    }
  }
  return times
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}

/** How sure it is that the pairs differ, in standard deviations (normal approximation). */
function signedRank(ones: readonly number[], others: readonly number[]): number {
  const differences = ones
    .map((one, i) => one - others[i]!)
    .sort((a, b) => Math.abs(a) - Math.abs(b))
  const count = differences.length
  const sum = differences.reduce((total, each, i) => total + Math.sign(each) * (i + 1), 0)
  return Math.abs(sum) / Math.sqrt((count * (count + 1) * (2 * count + 1)) / 6)
}

function expectAlike(times: ReadonlyMap<string, readonly number[]>): void {
  const [[, base], ...others] = [...times] as [[string, number[]], ...[string, number[]][]]
  const told = others.flatMap(([name, values]) => {
    const ratio = median(values) / median(base)
    const clear = Math.abs(ratio - 1) > CLEAR
    return clear && signedRank(values, base) > SIGNIFICANT ? [`${name}: ${ratio.toFixed(2)}`] : []
  })
  expect(told).toEqual([])
}

describe.each([
  ['passwords', failures],
  ['application credentials', credentialFailures],
])('sign-in by %s', (_, make) => {
  let attempts: Map<string, Attempt>
  beforeAll(async () => {
    attempts = await make()
  })

  test('gives everybody the same answer for the same work', async () => {
    for (const [name, attempt] of attempts) {
      let got: Got | undefined
      const hashes = await hashesIn(async () => (got = await attempt()))
      const { status, body, headers } = got!
      expect([name, hashes, status, body.error.message, headers.get('content-length')]).toEqual([
        name,
        1,
        401,
        NOT_SIGNED_IN,
        '109',
      ])
    }
  })

  test('takes as long, whatever is wrong', async () => {
    expectAlike(await measure(attempts))
  })
})

describe('a secret that the process remembers', () => {
  /** Somebody who has signed in, by password and by application credential. */
  async function knownSomebody(domainId?: string) {
    const { user, name, token } = await keystone.tenant('member', domainId)
    const made = await keystone.send('POST', `/users/${user.id}/application_credentials`, {
      token,
      body: { application_credential: { name: 'ci', secret: 'right' } },
    })
    const { id } = made.body.application_credential
    const password = (secret = name) => keystone.signIn(user.id, secret)
    const credential = (secret = 'right') =>
      keystone.auth({
        identity: {
          methods: ['application_credential'],
          application_credential: { id, secret },
        },
      })
    expect([(await password()).status, (await credential()).status]).toEqual([201, 201])
    return { user, name, password, credential }
  }

  /** The status, and how often was hashed for it. */
  async function cost(attempt: Attempt): Promise<[number, number]> {
    let status = 0
    const hashes = await hashesIn(async () => (status = (await attempt()).status))
    return [status, hashes]
  }

  test('is not hashed again; a wrong one is, as often as it is tried', async () => {
    const { password, credential } = await knownSomebody()
    for (const attempt of [password, credential]) {
      expect(await cost(() => attempt())).toEqual([201, 0])
      expect(await cost(() => attempt('wrong'))).toEqual([401, 1])
      expect(await cost(() => attempt('wrong'))).toEqual([401, 1])
    }
  })

  test('is forgotten with the password it was', async () => {
    const { user, name, password } = await knownSomebody()
    await keystone.change('user', user.id, { password: 'another' })
    expect(await cost(() => password(name))).toEqual([401, 1])
    expect(await cost(() => password('another'))).toEqual([201, 1])
    expect(await cost(() => password('another'))).toEqual([201, 0])
    await keystone.change('user', user.id, { password: name })
    expect(await cost(() => password(name))).toEqual([201, 1])
  })

  test('is refused for the work that a wrong one takes, whatever else is wrong', async () => {
    const disabled = await knownSomebody()
    await keystone.change('user', disabled.user.id, { enabled: false })
    const domain = await keystone.make('domain', { name: keystone.name('closing') })
    const inside = await knownSomebody(domain.id)
    await keystone.change('domain', domain.id, { enabled: false })
    const closed = [disabled.password, inside.password, inside.credential]
    for (const attempt of closed) expect(await cost(() => attempt())).toEqual([401, 1])
    const { user, name } = await knownSomebody()
    const identity = {
      methods: ['password', 'totp'],
      password: { user: { id: user.id, password: name } },
      totp: { user: { id: user.id, passcode: '000000' } },
    }
    expect(await cost(() => keystone.auth({ identity }))).toEqual([401, 1])
  })

  test('does not open a locked account, and is not quicker to be refused there', async () => {
    const strict = await startCloud({
      identity: { passwordHashing: CHEAP },
      security: { signInAttempts: 0, lockoutFailureAttempts: 2 },
    })
    onTestFinished(() => strict.app.stop())
    const other = await Keystone.of(strict)
    const { user, name } = await other.tenant()
    expect((await other.signIn(user.id, name)).status).toBe(201)
    expect(await cost(() => other.signIn(user.id, name))).toEqual([201, 0])
    for (const _ of [1, 2]) await other.signIn(user.id, 'wrong')
    expect(await cost(() => other.signIn(user.id, name))).toEqual([401, 1])
  })
})

test('the statistics would tell a user whose password is not looked at', () => {
  const noise = (at: number) => Array.from({ length: ROUNDS }, () => at * (1 + Math.random()))
  expect(() =>
    expectAlike(
      new Map([
        ['a', noise(10)],
        ['b', noise(3)],
      ]),
    ),
  ).toThrow(/b: 0/)
  expect(() =>
    expectAlike(
      new Map([
        ['a', noise(10)],
        ['b', noise(10)],
      ]),
    ),
  ).not.toThrow()
})
