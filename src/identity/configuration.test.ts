/** What operators set is what holds. */
import { describe, expect, test } from 'vitest'
import { startCloud, type CloudOptions, type Got } from '../../test/support/cloud.ts'
import { SHARED_BACKENDS } from '../../test/support/databases.ts'
import { expectError, Keystone, NOT_SIGNED_IN } from '../../test/support/identity.ts'
import { ManualClock, ManualProcessClock } from '../../test/support/manual-clock.ts'
import { FORBIDDEN, Trusts, trusting } from '../../test/support/trusts.ts'
import { decodeBase32, passcodeAt } from './credentials/passcodes.ts'

const SECOND = 1000
const STEP = 30 * SECOND
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

async function started(identity: CloudOptions['identity'], more: CloudOptions = {}) {
  const clock = new ManualClock()
  const cloud = await startCloud({ clock, ...(identity && { identity }), ...more })
  return { clock, cloud, keystone: await Keystone.of(cloud) }
}

test('max-project-tree-depth bounds how deep projects lie', async () => {
  const { cloud, keystone } = await started({ maxProjectTreeDepth: 2 })
  await using _ = cloud
  const first = await keystone.make('project', { name: 'first' })
  const second = await keystone.make('project', { name: 'second', parent_id: first.id })
  const body = { project: { name: 'third', parent_id: second.id } }
  const got = await keystone.send('POST', '/projects', { body })
  expectError(got, 403, `Max hierarchy depth reached for ${second.id} branch.`)
})

test('max-redelegation-count bounds how often a trust is redelegated', async () => {
  const { cloud, keystone } = await started({ maxRedelegationCount: 1 })
  await using _ = cloud
  const trusts = new Trusts(keystone)
  const [trustor, trustee] = await trusts.pair()
  const made = await trusts.entrust(trustor, trustee, { allow_redelegation: true })
  expect(made.redelegation_count).toBe(1)
  const more = trusting(trustor, trustee, { allow_redelegation: true, redelegation_count: 2 })
  expectError(await trusts.send(trustor.token, more), 403, FORBIDDEN)
})

test('included-previous-windows says how late a passcode may be', async () => {
  for (const [windows, statuses] of [
    [0, [201, 401]],
    [2, [201, 201]],
  ] as const) {
    const clock = new ManualProcessClock()
    const { cloud, keystone } = await started(
      { includedPreviousWindows: windows },
      { processClock: clock },
    )
    await using _ = cloud
    const { id } = (await keystone.tenant()).user
    await keystone.make('credential', { type: 'totp', blob: SECRET, user_id: id })
    const passcode = () => passcodeAt(decodeBase32(SECRET)!, Math.floor(clock.now() / STEP))
    const signIn = (code: string) =>
      keystone.auth({ identity: { methods: ['totp'], totp: { user: { id, passcode: code } } } })
    const now = await signIn(passcode())
    clock.advance(STEP)
    const code = passcode()
    clock.advance(2 * STEP)
    const late = await signIn(code)
    expect([now.status, late.status]).toEqual(statuses)
  }
})

test('allow-expired-window says how long a token is shown after its end', async () => {
  const { clock, cloud, keystone } = await started({ allowExpiredWindowSeconds: 60 })
  await using _ = cloud
  const { token: subject } = await keystone.tenant()
  clock.advance(3600 * SECOND)
  const { token } = await cloud.admin()
  const shown = () => keystone.get('/auth/tokens?allow_expired=1', { token, subject })
  expect((await shown()).status).toBe(200)
  clock.advance(60 * SECOND)
  expect((await shown()).status).toBe(404)
})

test('receipt-lifetime says how long the second method may take', async () => {
  const { clock, cloud, keystone } = await started({ receiptLifetimeSeconds: 20 })
  await using _ = cloud
  const { name, user } = await keystone.tenant()
  const options = { multi_factor_auth_rules: [['password', 'totp']] }
  await keystone.change('user', user.id, { options })
  const half = await keystone.signIn(user.id, name)
  const receipt = half.headers.get('openstack-auth-receipt')!
  const again = () =>
    cloud.request('identity', 'POST', '/v3/auth/tokens', {
      headers: { 'Openstack-Auth-Receipt': receipt },
      body: {
        auth: {
          identity: { methods: ['password'], password: { user: { id: user.id, password: name } } },
        },
      },
    })
  clock.advance(19 * SECOND)
  expect((await again()).body.receipt.methods).toEqual(['password'])
  clock.advance(SECOND)
  expectError(await again(), 401, NOT_SIGNED_IN)
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  const refusal = (what: string) =>
    `Unable to create additional ${what}, maximum of 2 already exceeded for user.`

  test('users make as many credentials as they may, whatever comes at the same time', async () => {
    const database = await backend.url('migrated')
    const limits = { applicationCredentialUserLimit: 2, credentialUserLimit: 2 }
    const { cloud, keystone } = await started(limits, { database })
    await using _ = cloud
    const { user, token, project } = await keystone.tenant()
    const own = `/users/${user.id}`
    const applying = (): Promise<Got> =>
      keystone.send('POST', `${own}/application_credentials`, {
        token,
        body: { application_credential: { name: keystone.name('app') } },
      })
    const making = () => {
      const credential = { type: 'totp', blob: SECRET, user_id: user.id }
      return keystone.send('POST', '/credentials', { token, body: { credential } })
    }
    const ec2 = () =>
      keystone.send('POST', `${own}/credentials/OS-EC2`, {
        token,
        body: { tenant_id: project.id },
      })
    for (const [what, makes] of [
      ['application credentials', [applying, applying, applying, applying]],
      ['credentials', [making, ec2, making, ec2]],
    ] as const) {
      const got = await Promise.all(makes.map((make) => make()))
      expect(got.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 201, 403, 403])
      for (const refused of got.filter(({ status }) => status === 403)) {
        expectError(refused, 403, refusal(what))
      }
    }
    const { body } = await keystone.get(`${own}/application_credentials`, { token })
    const [first] = body.application_credentials
    await keystone.send('DELETE', `${own}/application_credentials/${first.id}`, { token })
    expect((await applying()).status).toBe(201)
    const other = await keystone.tenant()
    const theirs = { type: 'totp', blob: SECRET, user_id: other.user.id }
    await keystone.make('credential', theirs)
  })
})
