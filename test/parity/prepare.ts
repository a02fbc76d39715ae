/** What the recorded cases found: people and projects, quotas, aggregates, volumes and states. */
import { setTimeout as sleep } from 'node:timers/promises'
import { PORT, TEXTS, type Case } from './cases.ts'
import type { Subject } from './subject.ts'

/** Once, before the first case. People and projects that are missing are made. */
export async function prepareCloud(subject: Subject): Promise<void> {
  for (const [user, role, project] of [
    ['reader', 'reader', 'demo'],
    ['other', 'member', 'other'],
    ['nobody', 'service', 'service'],
  ] as const) {
    await ensureUser(subject, user, role, project)
  }
  for (const person of ['admin', 'demo'] as const) {
    const { body } = await subject.login(person, person)
    subject.ids.pair(TEXTS[person]!, body.token.project.id)
    subject.ids.pair(TEXTS[`${person}-user`]!, body.token.user.id)
  }
  await ensureVolumeType(subject, 'fake')
  const demo = subject.ids.toOurs(TEXTS['demo']!)
  const admin = subject.ids.toOurs(TEXTS['admin']!)
  const quota_set = { volumes: 20_000, snapshots: 20_000, gigabytes: 200_000 }
  await subject.call(PORT['block-storage'], 'PUT', `/v3/${admin}/os-quota-sets/${demo}`, {
    body: { quota_set },
  })
}

async function ensureUser(subject: Subject, name: string, role: string, project: string) {
  const call = (method: string, path: string, body?: object) =>
    subject.call(PORT.identity, method, `/v3${path}`, body && { body })
  if ((await call('GET', `/users?name=${name}`)).users.length > 0) return
  const domain_id = 'default'
  const found = (await call('GET', `/projects?name=${project}`)).projects[0]
  const { id } =
    found ?? (await call('POST', '/projects', { project: { name: project, domain_id } })).project
  const { user } = await call('POST', '/users', {
    user: { name, domain_id, password: `${name}pass` },
  })
  const { roles } = await call('GET', `/roles?name=${role}`)
  await call('PUT', `/projects/${id}/users/${user.id}/roles/${roles[0].id}`)
}

/** The type that volumes get which ask for none. */
async function ensureVolumeType(subject: Subject, name: string): Promise<void> {
  const { volume_types } = await subject.call(PORT['block-storage'], 'GET', '/v3/types')
  if (volume_types.some((type: { name: string }) => type.name === name)) return
  await subject.call(PORT['block-storage'], 'POST', '/v3/types', {
    body: { volume_type: { name } },
  })
  for (const project of ['admin', 'demo']) {
    const path = `/v3/default-types/${subject.ids.toOurs(TEXTS[project]!)}`
    const body = { default_type: { volume_type: name } }
    await subject.call(PORT['block-storage'], 'PUT', path, { body, version: 'volume 3.62' })
  }
}

type Step = (subject: Subject, id: string) => Promise<unknown>

/** What must be true before a case; the first pattern that fits. */
const BEFORE: readonly (readonly [RegExp, Step])[] = [
  [/^a_aggregates\/01_/, noAggregates],
  [/^a_aggregates\/16c_/, (subject) => dropKeys(subject, 7, ['k'.repeat(255)])],
  [/^a_aggregates\/16h_/, (subject) => putKey(subject, 7, 'key', 'a\nb\u0001')],
  [/^a_aggregates\/33_/, (subject) => dropKeys(subject, 7, counted(200))],
  [/^a2_aggregates_az\/01_/, aggregatesWithZones],
  [/^a2_aggregates_az\/06_/, moveHost],
  [/^a2_aggregates_az\/06c_/, (subject) => putKey(subject, 16, 'availability_zone', 'azD')],
  [/^b_volume_metadata\/01_/, deleteVolumes],
  [/^b_volume_metadata\/03_/, (subject) => volumeAvailable(subject)],
  [/^b_volume_metadata\/(13|17|17d|18c)_/, (subject) => metadata(subject, 'PUT', {})],
  [/^b_volume_metadata\/24_state_/, volumeState],
  [/^b_volume_metadata\/25b_/, (subject) => resetVolume(subject, 'available', { pre: 'x' })],
  [/^b_volume_metadata\/29_mv_volume_3\.0_/, (subject) => resetVolume(subject, 'available', {})],
  [/^b2_volumes\/01b_/, volumeAvailableAlone],
  [/^b2_volumes\/03o_/, volumeOfReader],
  [/^b2_volumes\/04_/, (subject) => volumeAvailable(subject, 'v2')],
]

let lastPrepared: string | undefined

export async function prepareCase(subject: Subject, { id }: Case): Promise<void> {
  const step = BEFORE.find(([pattern]) => pattern.test(id))?.[1]
  if (step !== undefined) await step(subject, id)
}

async function noAggregates(subject: Subject): Promise<void> {
  const { aggregates } = await subject.call(PORT.compute, 'GET', '/v2.1/os-aggregates')
  for (const { id, hosts } of aggregates) {
    for (const host of hosts) {
      const body = { remove_host: { host } }
      await subject.call(PORT.compute, 'POST', `/v2.1/os-aggregates/${id}/action`, { body })
    }
    await subject.call(PORT.compute, 'DELETE', `/v2.1/os-aggregates/${id}`)
  }
}

/** Takes away metadata that a case left and that was gone when the next one was recorded. */
function dropKeys(subject: Subject, recorded: number, keys: string[]) {
  return setMetadata(subject, recorded, Object.fromEntries(keys.map((key) => [key, null])))
}

/** Brings metadata back that a case ought to have left alone. */
function putKey(subject: Subject, recorded: number, key: string, value: string) {
  return setMetadata(subject, recorded, { [key]: value })
}

function setMetadata(subject: Subject, recorded: number, metadata: object) {
  const path = subject.ids.toOurs(`/v2.1/os-aggregates/${recorded}/action`)
  return subject.call(PORT.compute, 'POST', path, { body: { set_metadata: { metadata } } })
}

function counted(length: number): string[] {
  return Array.from({ length }, (_, i) => `k${i}`)
}

async function aggregatesWithZones(subject: Subject): Promise<void> {
  await noAggregates(subject)
  const zones = [
    [14, 'azxA', 'azA'],
    [15, 'azxB', null],
    [16, 'azxD', 'azD'],
    [17, 'azxE', 'azE2'],
  ] as const
  for (const [recorded, name, availability_zone] of zones) {
    const body = { aggregate: { name, availability_zone } }
    const { aggregate } = await subject.call(PORT.compute, 'POST', '/v2.1/os-aggregates', { body })
    subject.ids.pairNumber(recorded, aggregate.id)
  }
}

/** From aggregate B to D, where the cases with a lone zone were recorded. */
async function moveHost(subject: Subject): Promise<void> {
  for (const [recorded, action] of [
    [15, 'remove_host'],
    [16, 'add_host'],
  ] as const) {
    const path = subject.ids.toOurs(`/v2.1/os-aggregates/${recorded}/action`)
    await subject.call(PORT.compute, 'POST', path, { body: { [action]: { host: 'compute1' } } })
  }
}

/** Each group of `24_state_<state>_…` began with `pre: x` stored and the volume in that state. */
async function volumeState(subject: Subject, id: string): Promise<void> {
  const state = /24_state_(.+?)_(post|put_key|put|get|delete_key)$/.exec(id)![1]!
  if (lastPrepared === state) return
  lastPrepared = state
  await action(subject, { 'os-reset_status': { status: 'available' } })
  await metadata(subject, 'POST', { pre: 'x' })
  await action(subject, { 'os-reset_status': { status: state } })
}

async function resetVolume(subject: Subject, status: string, items: object): Promise<void> {
  await action(subject, { 'os-reset_status': { status } })
  await metadata(subject, 'PUT', items)
}

function metadata(subject: Subject, method: 'POST' | 'PUT', items: object) {
  return subject.call(PORT['block-storage'], method, `/v3/volumes/${volume(subject)}/metadata`, {
    as: 'demo',
    body: { metadata: items },
  })
}

/** States that the real service does not let one set were refused in the recording too. */
function action(subject: Subject, body: object) {
  const path = `/v3/volumes/${volume(subject)}/action`
  return subject.call(PORT['block-storage'], 'POST', path, { body, mayFail: true })
}

function volume(subject: Subject): string {
  return subject.ids.toOurs(TEXTS['volume']!)
}

async function volumes(subject: Subject): Promise<any[]> {
  return (await subject.call(PORT['block-storage'], 'GET', '/v3/volumes/detail', { as: 'demo' }))
    .volumes
}

/** Waits up to 20 s, as a client does, by asking. */
async function volumeAvailable(subject: Subject, name = 'v1'): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const found = (await volumes(subject)).find((item) => item.name === name)
    if (found?.status === 'available') return
    await sleep(200)
  }
  throw new Error(`volume ${name} does not become available`)
}

/** The group b2 was recorded on volume v1 alone, its metadata `a: b`. */
async function volumeAvailableAlone(subject: Subject): Promise<void> {
  await resetVolume(subject, 'available', { a: 'b' })
}

/** Asks for the deletion of a project's volumes and waits until they are gone, up to 20 s. */
async function deleteVolumes(subject: Subject): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const doomed = await volumes(subject)
    if (doomed.length === 0) return
    for (const { id } of doomed) {
      const path = `/v3/volumes/${id}/action`
      const body = { 'os-reset_status': { status: 'error' } }
      await subject.call(PORT['block-storage'], 'POST', path, { body, mayFail: true })
      await subject.call(PORT['block-storage'], 'DELETE', `/v3/volumes/${id}`, { mayFail: true })
    }
    await sleep(200)
  }
  throw new Error('volumes that were deleted are still there')
}

/** The recorded cloud let a reader make one; where that is refused, its owner makes it. */
async function volumeOfReader(subject: Subject): Promise<void> {
  const name = 'byreader'
  if ((await volumes(subject)).some((item) => item.name === name)) return
  const body = { volume: { name, size: 1 } }
  await subject.call(PORT['block-storage'], 'POST', '/v3/volumes', { as: 'demo', body })
}
