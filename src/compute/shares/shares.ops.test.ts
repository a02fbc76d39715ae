/** Shares and topology of servers, of which there are none here. */
import { beforeAll, expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'
import { serverRow } from '../../../test/support/server-rows.ts'

const my = useServerCloud()
const SHARE = '00000000-0000-4000-8000-000000000000'

let id: string
let stopped: string

beforeAll(async () => {
  id = await serverRow(my.cloud, my.persona)
  stopped = await serverRow(my.cloud, my.persona, { vm_state: 'stopped' })
})

const path = (server: string) => `/servers/${server}/shares`
const attach = (server: string, share: object = { share_id: SHARE }, nova = my.demo) =>
  nova.send('POST', path(server), { share }, '2.97')

test('a server has no shares, and none can be found', async () => {
  expect((await my.reader.get(path(id), '2.97')).body).toEqual({ shares: [] })
  const words = `Share ${SHARE} could not be found.`
  expectFault(await my.demo.get(`${path(id)}/${SHARE}`, '2.97'), 404, words)
  expectFault(await attach(stopped), 404, words)
  const detached = await my.demo.send('DELETE', `${path(stopped)}/${SHARE}`, undefined, '2.97')
  expectFault(detached, 404, words)
})

test('only what does not run can be shared with', async () => {
  const words = (verb: string) =>
    `Cannot '${verb} share' instance ${id} while it is in vm_state active`
  expectFault(await attach(id), 409, words('create'))
  const detached = await my.demo.send('DELETE', `${path(id)}/${SHARE}`, undefined, '2.97')
  expectFault(detached, 409, words('delete'))
})

test('shares are refused to readers and other projects, and missed of no server', async () => {
  const words = (verb: string) =>
    `Policy doesn't allow os_compute_api:os-server-shares:${verb} to be performed.`
  expectFault(await attach(stopped, undefined, my.reader), 403, words('create'))
  expectFault(await my.stranger.get(path(id), '2.97'), 403, words('index'))
  const missed = `Instance ${SHARE} has no mapping to a cell.`
  expectFault(await my.demo.get(path(SHARE), '2.97'), 404, missed)
  expectFault(await my.demo.get(path(id), '2.96'), 404, 'The resource could not be found.')
})

test.each<[object, string]>([
  [{}, "Invalid input for field/attribute share. Value: {}. 'share_id' is a required property"],
  [
    { share_id: SHARE, tag: '' },
    "Invalid input for field/attribute tag. Value: . '' should be non-empty",
  ],
])('%j is no share', async (share, reason) => expectFault(await attach(id, share), 400, reason))

test('a server has no NUMA nodes', async () => {
  const topology = `/servers/${id}/topology`
  for (const nova of [my.reader, my.demo, my.admin]) {
    expect((await nova.get(topology, '2.78')).body).toEqual({ nodes: [], pagesize_kb: null })
  }
  expectFault(await my.demo.get(topology, '2.77'), 404, 'The resource could not be found.')
  expectFault(await my.stranger.get(topology, '2.78'), 404, `Instance ${id} could not be found.`)
})
