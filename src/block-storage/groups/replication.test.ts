/** Groups that are kept in two places. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../../../test/support/volume-api.ts'
import { useVolumeCloud } from '../../../test/support/volume-cloud.ts'
import { groupsIn, type Groups } from '../../../test/support/volume-groups.ts'

const my = useVolumeCloud()
let replicated: Groups

const SPECS = { consistent_group_replication_enabled: '<is> True' }
const NONE = '00000000-0000-0000-0000-000000000000'
const ACTIONS = ['enable', 'disable', 'failover'].map((name) => `${name}_replication`)

beforeAll(async () => {
  replicated = await groupsIn(my, SPECS)
})

/** An empty group of a volume type that says so too; no backend offers it, so its state is written. */
async function group(): Promise<string> {
  const volume_type = { name: 'twice', extra_specs: { replication_enabled: '<is> True' } }
  await my.admin('POST', '/types', { volume_type })
  const id = await replicated.make({ volume_types: ['twice'] })
  await replicated.act(id, 'reset_status', { status: 'available' }, my.admin)
  return id
}

test('it is begun, used and ended', async () => {
  const id = await group()
  const status = async () => (await replicated.shown(id)).replication_status
  for (const [action, after] of [
    ['enable_replication', 'enabled'],
    ['failover_replication', 'failed-over'],
  ] as const) {
    const got = await replicated.act(id, action)
    expect([got.status, got.text]).toEqual([202, ''])
    expect(await status()).toBe(after)
  }
  expect(refusal(await replicated.act(id, 'disable_replication'))).toBe(
    `400 Invalid Group: Group ${id} replication status must be ['enabled', 'error'], but current ` +
      'status is: failed-over. Cannot disable replication.',
  )
  const other = await group()
  await replicated.act(other, 'enable_replication')
  expect((await replicated.act(other, 'disable_replication')).status).toBe(202)
  const targets = await replicated.act(id, 'list_replication_targets')
  expect([targets.status, targets.body]).toEqual([200, { replication_targets: [] }])
})

describe.each([...ACTIONS, 'list_replication_targets'])('%s', (action) => {
  test('is refused where the types say nothing of it', async () => {
    const id = await replicated.make()
    expect(refusal(await replicated.act(id, action))).toMatch(
      /^400 Invalid volume type: Volume type .* does not have 'replication_enabled' spec key set/,
    )
    const plain = { name: `plain-${action}` }
    await my.admin('POST', '/group_types', { group_type: plain }, '3.38')
    const other = await replicated.make({ group_type: plain.name })
    expect(refusal(await replicated.act(other, action))).toBe(
      `400 Invalid group type: Group ${other} is not a replication group type.`,
    )
  })

  test('is for members of the project, from 3.38 on', async () => {
    const id = await replicated.make()
    expect(refusal(await replicated.act(id, action, {}, my.reader))).toBe(
      `403 Policy doesn't allow group:${action} to be performed.`,
    )
    expect((await replicated.act(id, action, {}, my.stranger)).status).toBe(404)
    expect((await replicated.act(NONE, action)).status).toBe(404)
    const early = await my.demo('POST', `/groups/${id}/action`, { [action]: {} }, '3.37')
    expect(early.status).toBe(404)
  })
})

test.each(['enable_replication', 'failover_replication'])(
  '%s needs a whole group',
  async (action) => {
    const id = await group()
    await replicated.act(id, 'reset_status', { status: 'error' }, my.admin)
    expect(refusal(await replicated.act(id, action))).toMatch(
      /^400 Invalid Group: Group .* status must be \['available'\], but current status is: error\./,
    )
  },
)
