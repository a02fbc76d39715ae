/** Which attachments lists find, in which order, page by page. */
import { beforeAll, expect, test } from 'vitest'
import type { Got } from '../../../test/support/cloud.ts'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'

const all = useVolumeCloud()

const SERVERS = [1, 2, 3].map((digit) => `11111111-2222-4333-8444-00000000000${digit}`)

/** Attachments of three volumes, the oldest first; the second is in use. */
const made: { id: string; volume: string }[] = []

beforeAll(async () => {
  for (const instance_uuid of SERVERS) {
    const volume = await all.volume()
    const attachment = { volume_uuid: volume, instance_uuid }
    const got = await all.demo('POST', '/attachments', { attachment }, '3.27')
    made.push({ id: got.body.attachment.id, volume })
  }
  await all.demo('POST', `/attachments/${made[1]!.id}/action`, { 'os-complete': null }, '3.44')
})

const list = (query: string, api = all.demo, version = '3.27') =>
  api('GET', `/attachments${query}`, undefined, version)

/** Numbers of the attachments that were found, in their order. */
const found = ({ body }: Got): number[] =>
  body.attachments.map((one: { id: string }) => made.findIndex(({ id }) => id === one.id) + 1)

test.each([
  ['', [3, 2, 1]],
  [`?instance_id=${SERVERS[0]}`, [1]],
  ['?attach_status=attached', [2]],
  ['?status=attached', []],
  ['?bogus=1', [3, 2, 1]],
  ['?all_tenants=1', [3, 2, 1]],
  ['?limit=2', [3, 2]],
  ['?limit=0', []],
  ['?offset=1&limit=1', [2]],
  ['?sort=created_at:asc', [1, 2, 3]],
  ['?sort_key=instance_uuid&sort_dir=asc', [1, 2, 3]],
  ['?sort_key=attach_status', [3, 1, 2]],
])('%s finds %j', async (query, expected) => {
  expect(found(await list(query))).toEqual(expected)
})

test('a volume finds its attachments, a marker those after it', async () => {
  expect(found(await list(`?volume_id=${made[0]!.volume}`))).toEqual([1])
  expect(found(await list(`?marker=${made[2]!.id}`))).toEqual([2, 1])
})

test('the short list names, the long one tells', async () => {
  const [short] = (await list('?limit=1')).body.attachments
  const { id, volume } = made[2]!
  expect(short).toEqual({ id, status: 'reserved', instance: SERVERS[2], volume_id: volume })
  const long = (await list('/detail?limit=1')).body
  expect(long).toEqual({
    attachments: [
      {
        ...{ ...short, attached_at: '', detached_at: '', attach_mode: 'null' },
        connection_info: {},
      },
    ],
  })
})

test('everybody sees those of their project, administrators all that there are', async () => {
  const { projectId } = all.persona
  expect(found(await list('', all.reader))).toEqual([3, 2, 1])
  expect(found(await list('', all.stranger))).toEqual([])
  expect(found(await list('?all_tenants=1', all.stranger))).toEqual([])
  expect(found(await list('', all.admin))).toEqual([])
  expect(found(await list('?all_tenants=0', all.admin))).toEqual([3, 2, 1])
  expect(found(await list(`?project_id=${projectId}`, all.admin))).toEqual([])
  expect(found(await list(`?all_tenants=1&project_id=${projectId}`, all.admin))).toHaveLength(3)
  expect(found(await list('?all_tenants=1&mountpoint=x', all.admin))).toEqual([])
  expect(found(await list('?all_tenants=1&bogus=1', all.admin))).toEqual([])
})

test('from 3.31 on what is no filter is refused to all but administrators', async () => {
  expect(refusal(await list('?bogus=1', all.demo, '3.31'))).toBe(
    '400 Invalid filters bogus are found in query options.',
  )
  expect((await list('?all_tenants=1', all.demo, '3.31')).status).toBe(200)
  expect((await list('?bogus=1', all.admin, '3.31')).status).toBe(200)
})

test('what cannot be read is refused', async () => {
  const nobody = '00000000-0000-4000-8000-000000000000'
  expect(refusal(await list('?sort=bogus'))).toBe('400 Invalid input received: Invalid sort key')
  expect(refusal(await list('?limit=x'))).toBe('400 limit param must be an integer')
  for (const path of ['', '/detail']) {
    expect(refusal(await list(`${path}?marker=${nobody}`))).toBe(
      `404 Volume attachment could not be found with filter: attachment_id = ${nobody}.`,
    )
  }
})
