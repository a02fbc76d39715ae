/** Backends that are frozen keep the volumes, snapshots and groups that they have. */
import { beforeAll, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { groupsIn, type Groups } from '../../../test/support/volume-groups.ts'

const my = useVolumeCloud()
let groups: Groups

beforeAll(async () => {
  groups = await groupsIn(my)
})

const FROZEN =
  '400 Invalid input received: Modification operations are not allowed on frozen storage backends.'

async function backends(): Promise<string[]> {
  const { services } = (await my.admin('GET', '/os-services?binary=cinder-volume')).body
  return services.map(({ host }: { host: string }) => host)
}

async function all(word: 'freeze' | 'thaw'): Promise<void> {
  for (const host of await backends()) {
    expect((await my.admin('PUT', `/os-services/${word}`, { host })).status).toBe(200)
  }
}

test('nothing is made or deleted there, but what was frozen may be managed elsewhere', async () => {
  const id = await my.volume()
  const snapshot = await my.snapshot(id)
  const group = await groups.make()
  await groups.volume(group)
  const made = await my.demo(
    'POST',
    '/group_snapshots',
    { group_snapshot: { group_id: group } },
    '3.14',
  )
  await my.cloud.settled()
  const groupSnapshot = made.body.group_snapshot.id
  const act = (action: object, path = `/groups/${group}/action`) =>
    my.demo('POST', path, action, '3.20')
  const asks = [
    () => my.demo('DELETE', `/volumes/${id}`),
    () => my.demo('POST', '/snapshots', { snapshot: { volume_id: id } }),
    () => my.demo('DELETE', `/snapshots/${snapshot}`),
    () => my.admin('POST', `/snapshots/${snapshot}/action`, { 'os-force_delete': {} }),
    () => act({ delete: { 'delete-volumes': true } }),
    () => act({ 'create-from-src': { source_group_id: group } }, '/groups/action'),
    () => my.demo('POST', '/group_snapshots', { group_snapshot: { group_id: group } }, '3.14'),
    () => my.demo('DELETE', `/group_snapshots/${groupSnapshot}`, undefined, '3.14'),
  ]
  await all('freeze')
  const answers = []
  for (const ask of asks) answers.push(refusal(await ask()))
  // To enable a service does not thaw it.
  for (const host of await backends()) {
    await my.admin('PUT', '/os-services/enable', { host, binary: 'cinder-volume' })
  }
  const unplaced = (await my.demo('POST', '/volumes', { volume: { size: 1 } })).body.volume.id
  await my.cloud.settled()
  const { status } = await my.shown(unplaced)
  const gone = await my.demo('DELETE', `/volumes/${unplaced}`)
  await all('thaw')
  expect(answers).toEqual(asks.map(() => FROZEN))
  expect([status, gone.status]).toEqual(['error', 202])
  expect((await my.demo('DELETE', `/snapshots/${snapshot}`)).status).toBe(202)
})
