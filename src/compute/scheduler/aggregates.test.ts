/** How aggregates and what hosts are steer servers. */
import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import {
  aggregate,
  place,
  schedulingEnv,
  select,
  type Asked,
} from '../../../test/support/scheduling.ts'

const NO_CANDIDATE = { refusal: 'No valid host was found. ' }
const NOT_ENOUGH = { refusal: 'No valid host was found. There are not enough hosts available.' }
const on = (host: string) => ({ host, node: host })
const specs = (extra_specs: Record<string, string>, more: Asked = {}): Asked => ({
  ...more,
  flavor: { extra_specs },
})

describe.each(BACKENDS)('$name', (backend) => {
  const cloud = async () => schedulingEnv(await freshDatabase(backend), ['a', 'b', 'c'])

  test('a zone is what aggregates make it, and any host where none does', async () => {
    const env = await cloud()
    await aggregate(env, ['c'], { availability_zone: 'z' })
    expect(await select(env, { zone: 'z' })).toEqual(on('c'))
    expect(await select(env, { zone: 'z', flavor: { vcpus: 64 } })).toEqual(NO_CANDIDATE)
    expect(await select(env, { zone: 'z', forced: { host: 'a' } })).toEqual(NO_CANDIDATE)
    expect(await select(env, { zone: 'nova', forced: { host: 'c' } })).toEqual(on('c'))
    expect(await select(env, { zone: 'nova' })).toEqual(on('a'))
  })

  test('extra specs must be what one of the aggregates says', async () => {
    const env = await cloud()
    const key = 'aggregate_instance_extra_specs:ssd'
    expect(await select(env, specs({ [key]: 'true' }))).toEqual(NOT_ENOUGH)
    await aggregate(env, ['b'], { ssd: 'true, maybe' })
    await aggregate(env, ['c'], { ssd: 'false', speed: '7' })
    expect(await select(env, specs({ [key]: 'true' }))).toEqual(on('b'))
    expect(await select(env, specs({ ssd: 'maybe' }))).toEqual(on('b'))
    expect(await select(env, specs({ ssd: '<or> false <or> no', speed: '>= 6' }))).toEqual(on('c'))
    expect(await select(env, specs({ [key]: 'true', speed: '7' }))).toEqual(NOT_ENOUGH)
    expect(await select(env, specs({ 'other:ssd': 'none' }))).toEqual(on('a'))
  })

  test('projects keep to their aggregates, and others out of them', async () => {
    const env = await cloud()
    await aggregate(env, ['a', 'b'], { filter_tenant_id: 'x,y' })
    await aggregate(env, ['b'], { filter_tenant_id_2: 'p' })
    expect(await select(env, { projectId: 'z' })).toEqual(on('c'))
    expect(await select(env, { projectId: 'x' })).toEqual(on('a'))
    expect(await select(env, { projectId: 'p', destination: { host: 'a' } })).toEqual(NOT_ENOUGH)
    expect(await select(env, { projectId: 'p', destination: { host: 'b' } })).toEqual(on('b'))
    expect(await select(env, { projectId: 'z', forced: { host: 'a' } })).toEqual(on('a'))
  })

  test('aggregates isolate who does not ask for their trait', async () => {
    const env = await cloud()
    await aggregate(env, ['a', 'b'], { 'trait:CUSTOM_GOLD': 'required' })
    expect(await select(env)).toEqual(on('c'))
    expect(await select(env, { forced: { host: 'a' } })).toEqual(NO_CANDIDATE)
    const gold = specs({ 'trait:CUSTOM_GOLD': 'required' })
    expect(await select(env, gold)).toEqual(NO_CANDIDATE)
    const [node] = await env.database.read((tx) =>
      tx.db.selectFrom('compute_nodes').select('uuid').where('host', '=', 'b').execute(),
    )
    await env.database.write((tx) =>
      env.facades.placement.setTrait(tx, node!.uuid, 'CUSTOM_GOLD', true),
    )
    expect(await select(env, gold)).toEqual(on('b'))
    expect(await select(env, { imageProperties: { 'trait:CUSTOM_GOLD': 'required' } })).toEqual(
      on('b'),
    )
    expect(await select(env, specs({ 'trait:CUSTOM_GOLD': 'forbidden' }))).toEqual(on('c'))
  })

  test('images, flavors and numbers of servers are limited by aggregates', async () => {
    const env = await cloud()
    await aggregate(env, ['a'], { os_distro: 'debian, ubuntu', instance_type: 'big, m1.tiny' })
    await aggregate(env, ['b'], { instance_type: 'big', max_instances_per_host: '2' })
    await aggregate(env, ['c'], { max_io_ops_per_host: '0' })
    const fedora = { imageProperties: { os_distro: 'fedora' } }
    expect(await select(env, fedora)).toEqual(NOT_ENOUGH)
    expect(await select(env, { imageProperties: { os_distro: 'debian' } })).toEqual(on('a'))
    const big = { flavor: { name: 'big', ram: 1 } }
    expect([
      await place(env, { ...big, ...fedora }),
      await place(env, { ...big, ...fedora }),
    ]).toEqual([expect.objectContaining({ host: 'b' }), expect.objectContaining({ host: 'b' })])
    expect(await select(env, { ...big, ...fedora })).toEqual(NOT_ENOUGH)
  })

  test('aggregates change what hosts weigh', async () => {
    const env = await cloud()
    await place(env, { destination: { host: 'b' } })
    await aggregate(env, ['a', 'b', 'c'], {
      ...{ ram_weight_multiplier: '-1', cpu_weight_multiplier: '-1' },
      disk_weight_multiplier: '-1',
    })
    expect(await select(env)).toEqual(on('b'))
  })

  test('capabilities are those of the host', async () => {
    const env = await cloud()
    expect(await select(env, specs({ 'capabilities:hypervisor_type': 'QEMU' }))).toEqual(on('a'))
    expect(await select(env, specs({ 'capabilities:hypervisor_type': 's== xen' }))).toEqual(
      NOT_ENOUGH,
    )
    expect(await select(env, specs({ 'capabilities:cpu_info:arch': '<in> 86' }))).toEqual(on('b'))
    expect(await select(env, specs({ 'capabilities:cpu_info:topology:cores': '>= 9' }))).toEqual(
      NOT_ENOUGH,
    )
    expect(await select(env, specs({ 'capabilities:nothing': '1' }))).toEqual(NOT_ENOUGH)
    expect(await select(env, specs({ 'hw:cpu_policy': 'dedicated' }))).toEqual(on('c'))
  })

  test('images run on machines of their kind', async () => {
    const env = await cloud()
    const image = (imageProperties: Record<string, string>) => select(env, { imageProperties })
    expect(await image({ hw_architecture: 'amd64', img_hv_type: 'kvm' })).toEqual(on('a'))
    expect(await image({ hw_architecture: 'aarch64' })).toEqual(NOT_ENOUGH)
    expect(await image({ hypervisor_type: 'xen' })).toEqual(NOT_ENOUGH)
    expect(await image({ img_hv_requested_version: '>=8.0,<9' })).toEqual(on('b'))
    expect(await image({ img_hv_requested_version: '>=9' })).toEqual(NOT_ENOUGH)
  })
})
