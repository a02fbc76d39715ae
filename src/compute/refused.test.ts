/** What Compute refuses of calls that mostly succeed. */
import { describe, expect, test } from 'vitest'
import { useServerCloud } from '../../test/support/server-cloud.ts'

const my = useServerCloud()
const ANY = '11111111-2222-4333-8444-555555555555'
const OF_SERVER = `/servers/${ANY}`

describe('from 2.102 on, a parameter that a call does not know', () => {
  test.each([
    ['GET', '/flavors/1/os-extra_specs'],
    ['GET', '/flavors/1/os-extra_specs/key'],
    ['GET', `${OF_SERVER}/os-interface`],
    ['GET', `${OF_SERVER}/os-interface/${ANY}`],
    ['GET', '/os-keypairs/key'],
    ['DELETE', '/os-keypairs/key'],
    ['DELETE', `/os-quota-sets/${ANY}`],
    ['GET', `/os-server-groups/${ANY}`],
    ['GET', `${OF_SERVER}/os-server-password`],
    ['GET', `${OF_SERVER}/os-security-groups`],
    ['GET', `${OF_SERVER}/shares`],
    ['GET', `${OF_SERVER}/shares/${ANY}`],
    ['GET', `${OF_SERVER}/diagnostics`],
    ['GET', `${OF_SERVER}/topology`],
    ['GET', `${OF_SERVER}/os-volume_attachments/${ANY}`],
    ['GET', '/extensions'],
    ['GET', '/extensions/os-agents'],
  ])('is refused by %s %s', async (method, path) => {
    const got = await my.admin.send(method, `${path}?bogus=1`, undefined, '2.104')
    expect([got.status, got.text]).toEqual([400, expect.stringContaining('bogus')])
  })
})

describe('a locked server', () => {
  test('is neither deleted nor changed by members', async () => {
    const id = await my.server({ networks: [{ uuid: my.networkIds.private }] })
    const act = (body: object) => my.demo.send('POST', `/servers/${id}/action`, body, '2.1')
    expect((await act({ lock: null })).status).toBe(202)
    const { private: addresses } = (await my.demo.get(`/servers/${id}`)).body.server.addresses
    const answers = [
      await my.demo.send('DELETE', `/servers/${id}`),
      await my.demo.send('PUT', `/servers/${id}/metadata`, { metadata: {} }),
      await act({ removeFixedIp: { address: addresses[0].addr } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409])
    expect(answers[0]!.body.conflictingRequest.message).toBe(`Instance ${id} is locked`)
  })
})

test('of several networks a server has to name one', async () => {
  const body = { server: { name: 'vm', flavorRef: '1', imageRef: my.imageId } }
  const got = await my.demo.send('POST', '/servers', body, '2.1')
  expect([got.status, got.body.conflictingRequest.message]).toEqual([
    409,
    'Multiple possible networks found, use a Network ID to be more specific.',
  ])
})

test('of two groups of one name neither is taken from a server', async () => {
  const id = await my.server({ networks: [{ uuid: my.networkIds.private }] })
  for (const _ of [1, 2]) {
    await my.network('POST', '/security-groups', { security_group: { name: 'twice' } })
  }
  const got = await my.demo.send('POST', `/servers/${id}/action`, {
    removeSecurityGroup: { name: 'twice' },
  })
  expect([got.status, got.text]).toEqual([409, expect.stringContaining('twice')])
})

test('a snapshot that is being backed up is not deleted by way of Compute', async () => {
  const made = await my.volumes('POST', '/volumes', { volume: { size: 1 } })
  await my.cloud.settled()
  const snapshot = { volume_id: made.body.volume.id }
  const { id } = (await my.volumes('POST', '/snapshots', { snapshot })).body.snapshot
  await my.cloud.settled()
  const { token, projectId } = my.adminPersona
  const reset = await my.cloud.request(
    'block-storage',
    'POST',
    `/v3/${projectId}/snapshots/${id}/action`,
    { token, body: { 'os-reset_status': { status: 'backing-up' } } },
  )
  expect(reset.status, reset.text).toBe(202)
  const got = await my.demo.send('DELETE', `/os-snapshots/${id}`, undefined, '2.35')
  expect([got.status, got.text]).toEqual([400, expect.stringContaining('Invalid snapshot')])
})
