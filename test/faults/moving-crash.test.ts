/**
 * The process is killed while volumes change their type and their backend, again and again. After every
 * start the work is taken up: in the end each volume lies where its type wants it and has a key if its
 * type is encrypted, and quotas and pools count what is there.
 */
import { beforeAll, expect } from 'vitest'
import { buildProgram } from '../support/program.ts'
import * as storage from './killed-storage.ts'
import type { Stackling } from './stackling.ts'

beforeAll(buildProgram)

const BACKENDS = ['one', 'two'] as const
/** Names of types: of either backend, of any, and an encrypted one of the second. */
const TYPES = ['on-one', 'on-two', 'anywhere', 'encrypted'] as const
const BACKEND_OF: Record<string, string> = { 'on-one': 'one', 'on-two': 'two', encrypted: 'two' }

interface Prepared {
  readonly volumes: readonly string[]
  readonly pools: readonly string[]
}

async function prepare(cloud: Stackling): Promise<Prepared> {
  await storage.lift(cloud, 'volumes', 'gigabytes')
  for (const name of TYPES) {
    const backend = BACKEND_OF[name]
    const extra_specs = backend === undefined ? {} : { volume_backend_name: backend }
    const { volume_type } = await storage.ask(cloud, 'POST', '/types', {
      volume_type: { name, extra_specs },
    })
    if (name !== 'encrypted') continue
    const encryption = { provider: 'luks', cipher: 'aes-xts-plain64', key_size: 256 }
    const path = `/types/${volume_type.id}/encryption`
    await storage.ask(cloud, 'POST', path, {
      encryption: { ...encryption, control_location: 'front-end' },
    })
  }
  const { pools } = await storage.ask(cloud, 'GET', '/scheduler-stats/get_pools')
  const volumes = await storage.makeVolumes(cloud, 8, { volume_type: 'anywhere' })
  return { volumes, pools: pools.map(({ name }: { name: string }) => name) }
}

/** What one client does next: some volumes come and go, too, whatever is done to them. */
function next(
  { roll, one }: storage.Dice,
  { volumes, pools }: Prepared,
  own: readonly string[],
): storage.Call {
  const what = roll()
  if (what < 10) return ['POST', '/volumes', { volume: { size: 2, volume_type: one(TYPES) } }]
  if (own.length > 0 && what < 18) return ['DELETE', `/volumes/${one(own)}`]
  const path = `/volumes/${one([...volumes, ...own])}/action`
  if (what < 65) {
    const migration_policy = what < 60 ? 'on-demand' : 'never'
    return ['POST', path, { 'os-retype': { new_type: one(TYPES), migration_policy } }]
  }
  const move = { host: one(pools), lock_volume: what < 80, force_host_copy: false }
  return ['POST', path, { 'os-migrate_volume': move }]
}

const hostOf = (volume: storage.Item): string => volume['os-vol-host-attr:host']

async function expectInPlace(cloud: Stackling, volumes: readonly storage.Item[]): Promise<void> {
  for (const volume of volumes) {
    const backend = BACKEND_OF[volume['volume_type']]
    if (backend !== undefined) expect(hostOf(volume)).toContain(`@${backend}#`)
    expect([null, 'success', 'error']).toContain(volume['migration_status'])
    const { encryption_key_id } = await storage.ask(
      cloud,
      'GET',
      `/volumes/${volume.id}/encryption`,
    )
    expect(encryption_key_id !== null, volume['volume_type']).toBe(volume['encrypted'])
    expect(volume['encrypted']).toBe(volume['volume_type'] === 'encrypted')
  }
}

async function expectCounted(cloud: Stackling, volumes: readonly storage.Item[]): Promise<void> {
  const quotas: Record<string, number> = {}
  for (const type of TYPES) {
    const ofType = volumes.filter(({ volume_type }) => volume_type === type)
    quotas[`volumes_${type}`] = ofType.length
    quotas[`gigabytes_${type}`] = storage.sizeOf(ofType)
  }
  const all = { volumes: volumes.length, gigabytes: storage.sizeOf(volumes) }
  expect(await storage.counted(cloud), 'quotas count what is there').toMatchObject({
    ...quotas,
    ...all,
  })
  const { pools } = await storage.ask(cloud, 'GET', '/scheduler-stats/get_pools?detail=true')
  for (const { name, capabilities } of pools) {
    const inPool = storage.sizeOf(volumes.filter((volume) => hostOf(volume) === name))
    expect([name, capabilities.allocated_capacity_gb]).toEqual([name, inPool])
  }
}

storage.testKilled('retypes and migrations', {
  flags: ['--backends', BACKENDS.join(',')],
  prepare,
  async load(cloud, prepared, seed, accepted) {
    const own: string[] = []
    const heard = ({ volume }: any) => volume && own.push(volume.id)
    await storage.workUntilGone(cloud, seed, (dice) => next(dice, prepared, own), heard, accepted)
  },
  async atRest(cloud) {
    const [volumes] = await storage.rested(cloud, 'volumes')
    await expectInPlace(cloud, volumes!)
    await expectCounted(cloud, volumes!)
    return volumes!.filter((volume) => volume['migration_status'] === 'success').length
  },
})
