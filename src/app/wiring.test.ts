import { expect, onTestFinished, test } from 'vitest'
import { ManualClock, ManualProcessClock } from '../../test/support/manual-clock.ts'
import { SeededIds } from '../../test/support/seeded-ids.ts'
import type { CatalogEntry, Service } from '../kernel/service.ts'
import type { AnyModule, Parts } from '../module.ts'
import { openDatabase } from '../storage/open.ts'
import { wireServices, type Wired } from './wiring.ts'

type Others = Record<string, { say(): string }>

/** A module of a service that only exists here; its facade says its type. */
function toy(type: string, more: Partial<AnyModule> = {}): AnyModule {
  const service = { type, catalog: [] as readonly CatalogEntry[] } as Service
  return {
    service,
    migrations: [],
    wire: ({ facades }: Parts<unknown>) => ({ facades: facades as Others }),
    facade: () => ({ say: () => type }),
    ...more,
  }
}

const IDENTITY = toy('identity', {
  authenticator: () => ({ authenticate: async () => undefined, challenge: () => '' }),
})

async function wired(...modules: AnyModule[]): Promise<Wired> {
  const database = await openDatabase({ url: 'sqlite::memory:' })
  onTestFinished(() => database.close())
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  return wireServices(
    [IDENTITY, ...modules],
    { transitions: 'instant', catalog: ['chosen'] },
    {
      ...{ database, log, ids: new SeededIds() },
      ...{ clock: new ManualClock(), processClock: new ManualProcessClock() },
    },
  )
}

function facadesOf({ services }: Wired, type: string): Others {
  return (services.find((service) => service.type === type)!.env as { facades: Others }).facades
}

test('two services can need each other', async () => {
  const found = await wired(toy('left', { needs: ['right'] }), toy('right', { needs: ['left'] }))
  expect(facadesOf(found, 'left')['right']!.say()).toBe('right')
  expect(facadesOf(found, 'right')['left']!.say()).toBe('left')
})

test('a service that needs one which is not in the list is refused, and both are named', async () => {
  await expect(wired(toy('left', { needs: ['right'] }))).rejects.toThrow(/left .* right/)
})

test('a service whose facade is needed but not there is refused', async () => {
  const mute = toy('right')
  delete (mute as { facade?: unknown }).facade
  await expect(wired(toy('left', { needs: ['right'] }), mute)).rejects.toThrow(/left .* right/)
})

test('two services that authenticate are refused', async () => {
  await expect(wired(IDENTITY)).rejects.toThrow('exactly one')
})

test('each step is taken in the order of the list; a cloud is new where a service says so', async () => {
  const steps: string[] = []
  const noting = (type: string, isNew?: boolean) =>
    toy(type, {
      prepare: async () => (steps.push(`prepare ${type}`), isNew),
      start: async () => {
        steps.push(`start ${type}`)
        return () => void steps.push(`stop ${type}`)
      },
    })
  const old = await wired(noting('a'), noting('b', false))
  expect(await old.prepare()).toBe(false)
  const fresh = await wired(noting('c', true), noting('d'))
  expect(await fresh.prepare()).toBe(true)
  await fresh.start()
  await fresh.stop()
  await fresh.stop()
  expect(steps).toEqual([
    ...['prepare a', 'prepare b', 'prepare c', 'prepare d'],
    ...['start c', 'start d', 'stop d', 'stop c'],
  ])
})

test('what had begun is stopped when a later service cannot start', async () => {
  const steps: string[] = []
  const first = toy('first', { start: async () => () => void steps.push('stopped') })
  const second = toy('second', { start: () => Promise.reject(new Error('on purpose')) })
  const found = await wired(first, second)
  await expect(found.start()).rejects.toThrow('on purpose')
  expect(steps).toEqual(['stopped'])
})

test('the catalogue has what is always there and of the optional entries the chosen ones', async () => {
  const entries: CatalogEntry[] = [
    { type: 'always', name: 'a', path: '/a' },
    { type: 'chosen', name: 'c', path: '/c', optional: true },
    { type: 'left-out', name: 'l', path: '/l', optional: true },
  ]
  let offered: unknown
  const service = { type: 'things', catalog: entries as readonly CatalogEntry[] } as Service
  await wired(toy('things', { service, wire: ({ catalog }) => void (offered = catalog) }))
  expect(offered).toEqual([
    { ...entries[0], service: 'things' },
    { ...entries[1], service: 'things' },
  ])
})
