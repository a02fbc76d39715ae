/** Where ports are bound, and where they are about to be. */
import { beforeAll, expect, test } from 'vitest'
import {
  networkApi,
  networkWithSubnet,
  refusal,
  useNetworkCloud,
  type NetworkApi,
} from '../../../../test/support/network-cloud.ts'

const my = useNetworkCloud()
let service: NetworkApi

beforeAll(async () => {
  service = networkApi(my.cloud, await my.cloud.user('compute', 'service', 'service'))
})

/** A port of demo on h1. */
async function boundPort(device_owner = 'compute:nova'): Promise<string> {
  const { network_id } = await networkWithSubnet(my)
  const { id } = await my.make('port', { network_id, device_owner })
  await my.admin('PUT', `/ports/${id}`, { port: { 'binding:host_id': 'h1' } })
  return id
}

const on = (host: string, status: string, vif_type = 'ovs') => ({
  ...{ host, status, vif_type, vnic_type: 'normal', profile: {} },
  vif_details: vif_type === 'ovs' ? { port_filter: true } : {},
})

test('a port is bound on a second host, and is there once that is active', async () => {
  const id = await boundPort()
  const path = `/ports/${id}/bindings`
  const made = await service('POST', path, { binding: { host: 'h2' } })
  expect([made.status, made.body]).toEqual([201, { binding: on('h2', 'INACTIVE') }])
  const again = await service('POST', path, { binding: { host: 'h2' } })
  expect(refusal(again)).toBe(
    `409 PortBindingAlreadyExists: Binding for port ${id} on host h2 already exists.`,
  )
  expect((await service('GET', path)).body.bindings).toEqual([
    on('h1', 'ACTIVE'),
    on('h2', 'INACTIVE'),
  ])
  const moved = await service('PUT', `${path}/h2/activate`, {})
  expect([moved.status, moved.body]).toEqual([200, on('h2', 'ACTIVE')])
  expect((await my.admin('GET', `/ports/${id}`)).body.port).toMatchObject({
    'binding:host_id': 'h2',
    status: 'ACTIVE',
  })
  expect(refusal(await service('PUT', `${path}/h2/activate`, {}))).toBe(
    `409 PortBindingAlreadyActive: Binding for port ${id} on host h2 is already active.`,
  )
  expect((await service('GET', `${path}?status=INACTIVE`)).body.bindings).toEqual([
    on('h1', 'INACTIVE', 'unbound'),
  ])
  expect((await service('DELETE', `${path}/h1`)).status).toBe(204)
  expect(refusal(await service('GET', `${path}/h1`))).toBe(
    `404 PortBindingNotFound: Binding for port ${id} for host h1 could not be found.`,
  )
})

test('administrators look and change, owners do neither', async () => {
  const id = await boundPort()
  const path = `/ports/${id}/bindings`
  expect((await my.demo('GET', path)).body).toEqual({ bindings: [] })
  expect((await my.demo('GET', `${path}/h1`)).status).toBe(404)
  expect((await my.stranger('GET', path)).status).toBe(404)
  expect((await my.admin('GET', `${path}/h1`)).body).toEqual({ binding: on('h1', 'ACTIVE') })
  const moved = await my.admin('PUT', `${path}/h1`, { binding: { host: 'h9' } })
  expect(moved.body).toEqual({ binding: on('h9', 'ACTIVE') })
  expect(refusal(await my.admin('POST', path, { binding: { host: 'h2' } }))).toBe(
    '403 PolicyNotAuthorized: rule:create_port_binding is disallowed by policy',
  )
  expect(refusal(await my.admin('DELETE', `${path}/h9`))).toBe(
    '403 PolicyNotAuthorized: rule:delete_port_binding is disallowed by policy',
  )
})

test('only what moves is bound on several hosts', async () => {
  const id = await boundPort('')
  expect(refusal(await my.admin('GET', `/ports/${id}/bindings`))).toBe(
    `400 BadRequest: Bad port request: Invalid port ${id}. Operation only valid on compute and ` +
      'shared filesystem ports.',
  )
})

test('of no port there are none, and none is where another is', async () => {
  const missing = '11111111-2222-3333-4444-555555555555'
  const none = await service('POST', `/ports/${missing}/bindings`, { binding: { host: 'h2' } })
  expect(refusal(none)).toBe(`404 PortNotFound: Port ${missing} could not be found.`)
  const id = await boundPort()
  const path = `/ports/${id}/bindings`
  await service('POST', path, { binding: { host: 'h2' } })
  expect(refusal(await my.admin('PUT', `${path}/h2`, { binding: { host: 'h1' } }))).toBe(
    `409 PortBindingAlreadyExists: Binding for port ${id} on host h1 already exists.`,
  )
})
