/**
 * A cloud run as a process, from source, for what tokens cost: with `--unverified` it takes the one
 * token that it hands out for good without looking at it. Nobody can ask the program for that; here
 * the authenticator of the running cloud is replaced from outside. Prints where it listens.
 */
import { startApp } from '../src/app.ts'
import { SYSTEM_CLOCKS } from '../src/kernel/clock.ts'
import { systemIds } from '../src/kernel/ids.ts'

const [, , database, mode] = process.argv
const PASSWORD = 'bench-password'
const silent = { debug() {}, info() {}, warn() {}, error() {} }

const app = await startApp(
  {
    database: database!,
    address: '127.0.0.1',
    ports: { identity: 0, compute: 0, 'block-storage': 0, image: 0, network: 0, placement: 0 },
    singlePort: 0,
    publicUrl: undefined,
    trustedProxies: [],
    hosts: ['host-1'],
    region: 'RegionOne',
    transitions: 'instant',
    adminPassword: PASSWORD,
    demoPassword: PASSWORD,
    tokenLifetimeSeconds: 86_400,
    catalog: [],
    policyOverrides: new Map(),
    checkResponses: 'sampled',
  },
  { ...SYSTEM_CLOCKS, ids: systemIds, log: silent },
)
const identity = app.addresses.get('identity')!
const user = { name: 'admin', domain: { id: 'default' }, password: PASSWORD }
const scope = { project: { name: 'admin', domain: { id: 'default' } } }
const auth = { identity: { methods: ['password'], password: { user } }, scope }
const answer = await fetch(`${identity}/v3/auth/tokens`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ auth }),
})
const token = answer.headers.get('x-subject-token')!
const known = await app.authenticator.authenticate(token)
if (known === undefined) throw new Error('the token is good for nothing')
if (mode === '--unverified') {
  Object.assign(app.authenticator, { authenticate: () => Promise.resolve(known) })
}
const url = identity.replace(/\/identity$/, '')
const { userId, projectId } = known
process.stdout.write(`${JSON.stringify({ url, token, userId, projectId })}\n`)
process.on('SIGTERM', () => void app.stop().then(() => process.exit(0)))
