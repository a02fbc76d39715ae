import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase, SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { place, schedulingEnv, select, serverGroup } from '../../../test/support/scheduling.ts'
import type { ServerGroupPolicy } from '../server-groups/group-policy.ts'
import { changeServiceOn } from '../services/services.usecase.ts'
import { releaseClaim } from './select-host.usecase.ts'

const NO_CANDIDATE = { refusal: 'No valid host was found. ' }
const NOT_ENOUGH = { refusal: 'No valid host was found. There are not enough hosts available.' }
const on = (host: string) => ({ host, node: host })

describe.each(BACKENDS)('$name', (backend) => {
  test('servers go where most is left', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b', 'c'])
    const found = []
    for (const ram of [512, 2048, 1024, 256]) found.push(await select(env, { flavor: { ram } }))
    expect(found).toEqual([on('a'), on('b'), on('c'), on('a')])
  })

  test('what is given back can be claimed again', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a'])
    const flavor = { vcpus: 32 }
    const serverId = env.ids.uuid()
    expect(await select(env, { flavor, serverId })).toEqual(on('a'))
    const claimed = []
    for (let times = 0; times < 4; times++) claimed.push(await select(env, { flavor }))
    expect(claimed).toEqual([on('a'), on('a'), on('a'), NO_CANDIDATE])
    await env.database.write((tx) => releaseClaim(tx, env, serverId))
    expect(await select(env, { flavor })).toEqual(on('a'))
  })

  test('an administrator names a host that must be there and have room', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b'])
    expect(await select(env, { forced: { host: 'b' } })).toEqual(on('b'))
    expect(await select(env, { forced: { host: undefined, node: 'b' } })).toEqual(on('b'))
    expect(await select(env, { destination: { host: 'a', node: 'a' } })).toEqual(on('a'))
    expect(await select(env, { forced: { host: 'b' }, flavor: { vcpus: 64 } })).toEqual(
      NO_CANDIDATE,
    )
    expect(await select(env, { forced: { host: 'x' } })).toEqual({
      refusal: 'No valid host was found. No such host - host: x node: None ',
    })
  })

  test('a disabled host is none, a host that is down is one only for who names it', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b'])
    const change = (host: string, how: { disabled: boolean } | { forcedDown: boolean }) =>
      env.database.write((tx) => changeServiceOn(tx, env, host, how))
    await change('a', { disabled: true })
    expect(await select(env)).toEqual(on('b'))
    expect(await select(env, { forced: { host: 'a' } })).toEqual(NO_CANDIDATE)
    await change('b', { forcedDown: true })
    expect(await select(env)).toEqual(NOT_ENOUGH)
    expect(await select(env, { destination: { host: 'b' } })).toEqual(NOT_ENOUGH)
    expect(await select(env, { forced: { host: 'b' } })).toEqual(on('b'))
  })

  test('hosts on which it failed are avoided', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b'])
    expect(await select(env, { avoid: ['a'] })).toEqual(on('b'))
    expect(await select(env, { avoid: ['a', 'b'] })).toEqual(NOT_ENOUGH)
  })

  test('of more hosts than are looked at at once, the last one is found', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `host-${index}`)
    const env = await schedulingEnv(await freshDatabase(backend), names)
    expect(await select(env, { avoid: names.slice(0, -1) })).toEqual(on('host-29'))
  })

  test('servers that are being built are kept apart from each other', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b'])
    const { id } = await place(env, { destination: { host: 'a' } })
    await place(env, { destination: { host: 'b' }, flavor: { ram: 4096 } })
    await env.database.write((tx) =>
      tx.db.updateTable('servers').set({ vm_state: 'building' }).where('id', '=', id).execute(),
    )
    expect(await select(env)).toEqual(on('b'))
  })

  test('hints name servers to be with or without', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b', 'c'])
    const one = await place(env, { destination: { host: 'b' }, flavor: { ram: 4096 } })
    const other = await place(env, { destination: { host: 'a' } })
    expect(await select(env, { hints: { same_host: one.id } })).toEqual(on('b'))
    expect(await select(env, { hints: { same_host: [env.ids.uuid()] } })).toEqual(NOT_ENOUGH)
    const hints = { different_host: [one.id, other.id] }
    expect(await select(env, { hints })).toEqual(on('c'))
    expect(await select(env, { hints: { ...hints, same_host: one.id } })).toEqual(NOT_ENOUGH)
  })

  test('groups keep their servers together or apart', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b', 'c'])
    const four = async (...of: [ServerGroupPolicy, number?]) => {
      const groupId = await serverGroup(env, ...of)
      const hosts = []
      for (let times = 0; times < 4; times++) hosts.push((await place(env, { groupId })).host)
      return hosts
    }
    const [a, b, c, none] = await four('anti-affinity')
    expect(new Set([a, b, c])).toEqual(new Set(['a', 'b', 'c']))
    expect(none).toBeUndefined()
    expect(await four('anti-affinity', 2)).not.toContain(undefined)
    expect(new Set(await four('affinity')).size).toBe(1)
    expect(new Set(await four('soft-affinity')).size).toBe(1)
    const apart = await four('soft-anti-affinity')
    expect(new Set(apart).size).toBe(3)
    expect(apart).not.toContain(undefined)
  })
})

describe.each(SHARED_BACKENDS)('$name, at once', (backend) => {
  test('as many find a host as there is room for', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b'])
    const found = await Promise.all(
      Array.from({ length: 24 }, () => select(env, { flavor: { vcpus: 16 } })),
    )
    const counted = Object.groupBy(found, (one) => ('host' in one ? one.host : 'none'))
    expect([counted['a']?.length, counted['b']?.length]).toEqual([8, 8])
  })

  test('64 of one group never meet, and as many find a host as there are', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `host-${index}`)
    const env = await schedulingEnv(await freshDatabase(backend), names)
    const groupId = await serverGroup(env, 'anti-affinity')
    const placed = await Promise.all(Array.from({ length: 64 }, () => place(env, { groupId })))
    const hosts = placed.flatMap(({ host }) => host ?? [])
    expect(hosts.length).toBe(40)
    expect(new Set(hosts).size).toBe(40)
  })

  test('64 of one group that begin together stay together', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b', 'c'])
    const groupId = await serverGroup(env, 'affinity')
    const placed = await Promise.all(Array.from({ length: 64 }, () => place(env, { groupId })))
    expect(new Set(placed.map(({ host }) => host)).size).toBe(1)
  })
})
