import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase, SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { FLAVOR, hostRequest, schedulingEnv } from '../../../test/support/scheduling.ts'
import type { ComputeEnv } from '../operation.ts'
import { changeServiceOn } from '../services/services.usecase.ts'
import { releaseClaim, selectHost } from './select-host.usecase.ts'

const NO_CANDIDATE = { refusal: 'No valid host was found. ' }
const NOT_ENOUGH = { refusal: 'No valid host was found. There are not enough hosts available.' }
const on = (host: string) => ({ host, node: host })

type Asked = Parameters<typeof hostRequest>[0]

function select(env: ComputeEnv, asked: Asked = {}) {
  return env.database.write((tx) => selectHost(tx, env, hostRequest(asked)))
}

describe.each(BACKENDS)('$name', (backend) => {
  test('servers go where most is left', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b', 'c'])
    const found = []
    for (const ram of [512, 2048, 1024, 256]) found.push(await select(env, { flavor: { ram } }))
    expect(found).toEqual([on('a'), on('b'), on('c'), on('a')])
  })

  test('what is given back can be claimed again', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a'])
    const all = { ...FLAVOR, vcpus: 32 }
    const claimed = []
    const serverId = env.ids.uuid()
    expect(await select(env, { flavor: all, serverId })).toEqual(on('a'))
    for (let times = 0; times < 4; times++) claimed.push(await select(env, { flavor: all }))
    expect(claimed).toEqual([on('a'), on('a'), on('a'), NO_CANDIDATE])
    await env.database.write((tx) => releaseClaim(tx, env, serverId))
    expect(await select(env, { flavor: all })).toEqual(on('a'))
  })

  test('an administrator names a host that must be there and have room', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b'])
    expect(await select(env, { forced: { host: 'b' } })).toEqual(on('b'))
    expect(await select(env, { forced: { node: 'b' } })).toEqual(on('b'))
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
})
