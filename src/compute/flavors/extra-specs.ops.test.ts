/** Extra specs of flavors, and what Compute knows of them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { expectFault, Nova } from '../../../test/support/compute.ts'

let cloud: Cloud
let nova: Nova
let demo: Nova
let path: string

beforeAll(async () => {
  cloud = await startCloud()
  nova = new Nova(cloud, await cloud.admin())
  demo = new Nova(cloud, await cloud.demo())
})
afterAll(() => cloud.app.stop())

let made = 0
beforeEach(async () => {
  const id = `f${++made}`
  const flavor = { name: id, id, ram: 64, vcpus: 1, disk: 1 }
  await nova.send('POST', '/flavors', { flavor })
  path = `/flavors/${id}/os-extra_specs`
})

const post = (extra_specs: unknown, version?: string) =>
  nova.send('POST', path, { extra_specs }, version)

test('specs are set, shown, changed and removed', async () => {
  expect((await post({ a: 'b', n: 1, f: 1.5 })).body).toEqual({
    extra_specs: { a: 'b', n: 1, f: 1.5 },
  })
  expect((await nova.get(path)).body).toEqual({ extra_specs: { a: 'b', f: '1.5', n: '1' } })
  expect((await nova.send('PUT', `${path}/a`, { a: 'c' })).body).toEqual({ a: 'c' })
  expect((await nova.get(`${path}/a`)).body).toEqual({ a: 'c' })
  const got = await nova.send('DELETE', `${path}/a`)
  expect([got.status, got.text]).toEqual([200, ''])
  const gone = `Flavor f${made} has no extra specs with key a.`
  expectFault(await nova.get(`${path}/a`), 404, gone)
  expectFault(await nova.send('DELETE', `${path}/a`), 404, gone)
})

test('a body must name the key of the path, and no other', async () => {
  expectFault(await nova.send('PUT', `${path}/a`, { b: 'c' }), 400, 'Request body and URI mismatch')
  expectFault(
    await nova.send('PUT', `${path}/a`, { a: 'b', c: 'd' }),
    400,
    "{'a': 'b', 'c': 'd'} has too many properties",
  )
})

test('a number is as long as its text', async () => {
  const got = await nova.send('POST', path, `{"extra_specs": {"a": ${'1'.repeat(256)}}}`)
  expect(got.status).toBe(400)
})

test('of a flavor that is not there, what is wrong with the specs is said first', async () => {
  path = '/flavors/nope/os-extra_specs'
  expectFault(await post({ a: 'b' }), 404, 'Flavor nope could not be found.')
  expectFault(
    await post({ 'hw:x': '1' }, '2.86'),
    400,
    "Validation failed; extra spec 'hw:x' does not appear to be a valid extra spec.",
  )
})

describe('from 2.86 on', () => {
  const known: readonly (readonly [string, string | number])[] = [
    ['hw:cpu_policy', 'mixed'],
    ['hw:numa_nodes', 2],
    ['hw:numa_cpus.0', '0-1,^3'],
    ['hw:numa_mem.1', '64'],
    ['hw:mem_page_size', '2MiB'],
    ['hw:cpu_realtime', 'yes'],
    ['quota:vif_inbound_average', '1_0'],
    ['quota:disk_write_iops_sec', '0'],
    ['resources:VCPU', '2'],
    ['resources_1:CUSTOM_A', '-1'],
    ['trait:HW_CPU_X86_VMX', 'required'],
    ['traitX:CUSTOM_Y', 'forbidden'],
    ['capabilities:cpu_info:features', 's== x'],
    ['aggregate_instance_extra_specs:ssd', 'true'],
    ['pci_passthrough:alias', 'a:1, b:2'],
    ['mine', 'anything'],
    ['mine:too', 'anything'],
  ]
  test.each(known)('%s may be %s', async (name, value) => {
    expect((await post({ [name]: value }, '2.86')).status).toBe(200)
  })

  const wrong: readonly (readonly [string, string | number, string])[] = [
    ['hw:cpu_policy', 'bogus', "'bogus' is not one of: dedicated, shared, mixed."],
    ['hw:numa_nodes', 'foo', "'foo' is not a valid integer value."],
    ['hw:numa_nodes', 0, "'0' is less than the min value of '1'."],
    ['hw:redirected_usb_ports', '16', "'16' is greater than the max value of '15'."],
    ['hw:cpu_realtime', 'nah', "'nah' is not a valid boolean-like value."],
    [
      'hw:cpu_dedicated_mask',
      `${'0-1,2'.repeat(40)}x`,
      `'${'0-1,2'.repeat(40)}x' is not of the format '\\^?\\d+((-\\d+)?(,\\^?\\d+(-\\d+)?)?)*'.`,
    ],
    ['trait:HW_CPU_X86_VMX', 'bogus', "'bogus' is not one of: required, forbidden."],
    ['resources:VCPU', 'x', "'x' is not a valid integer value."],
    ['group_policy', 'x', "'x' is not one of: isolate, none."],
  ]
  test.each(wrong)('%s may not be %s', async (name, value, why) => {
    expectFault(await post({ [name]: value }, '2.86'), 400, `Validation failed; ${why}`)
    expectFault(
      await nova.send('PUT', `${path}/${name}`, { [name]: value }, '2.86'),
      400,
      `Validation failed; ${why}`,
    )
    expect((await post({ [name]: value }, '2.85')).status).toBe(200)
  })

  test.each([
    ...['hw:bogus', 'hw:numa_nodes_', 'hw:numa_cpus.x', 'capabilities:x', 'trait:NOT_STANDARD'],
    ...['resources:NOT_STANDARD', 'traitX:x', 'os:x', 'aggregate_instance_extra_specs:'],
  ])('%s is no name in a namespace that Compute knows', async (name) => {
    expectFault(
      await post({ [name]: '1' }, '2.86'),
      400,
      `Validation failed; extra spec '${name}' does not appear to be a valid extra spec.`,
    )
  })
})

test('reading is for everybody with a role, writing for administrators', async () => {
  await post({ a: 'b' })
  expect((await demo.get(path)).body).toEqual({ extra_specs: { a: 'b' } })
  expect((await demo.get(`${path}/a`)).body).toEqual({ a: 'b' })
  for (const [method, where, verb, body] of [
    ['POST', path, 'create', { extra_specs: {} }],
    ['PUT', `${path}/a`, 'update', { a: 'b' }],
    ['DELETE', `${path}/a`, 'delete', undefined],
  ] as const) {
    const rule = `os_compute_api:os-flavor-extra-specs:${verb}`
    expectFault(
      await demo.send(method, where, body),
      403,
      `Policy doesn't allow ${rule} to be performed.`,
    )
  }
})
