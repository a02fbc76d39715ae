/** A job of several steps goes on where it was, and one that fails leaves nothing of them. */
import { Type as T } from 'typebox'
import { describe, expect, test } from 'vitest'
import { jobKind, JobRefused, jobWork, type JobStep, type JobWork } from '../../../src/jobs/job.ts'
import { Interrupted } from '../../../src/kernel/interrupted.ts'
import type { Database } from '../../../src/storage/database.ts'
import { BACKENDS } from '../../support/databases.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualProcessClock } from '../../support/manual-clock.ts'
import { addToTotal, gate } from '../scratch.ts'
import { addJob, freshCounter, runnerOn, total } from './counting.ts'

const BUILD = jobKind({
  name: 'house.build',
  version: 1,
  payload: T.Object({ floors: T.Integer() }),
  realisticSeconds: [1, 2],
})

const STEPS = ['ground', 'walls', 'roof'] as const
type Step = (typeof STEPS)[number]

interface Building {
  /** What was called, in order. */
  readonly calls: string[]
  readonly work: JobWork
}

/** What is there by name is called before the call of that name does its work. */
type Events = Record<string, (() => Promise<void> | void) | undefined>

function building(events: Events = {}): Building {
  const calls: string[] = []
  const step = (name: Step): JobStep<{ floors: number }, Record<Step, string>, string> => ({
    async do({ floors }, made) {
      calls.push(name)
      await events[name]?.()
      return `${Object.values(made).join('')}${name} of ${floors}, `
    },
    async undo(_payload, result) {
      calls.push(`undo ${name}: ${result ?? 'in part'}`)
      await events[`undo ${name}`]?.()
    },
  })
  const work = jobWork(BUILD, {
    steps: { ground: step('ground'), walls: step('walls'), roof: step('roof') },
    async finish(tx, _payload, made) {
      calls.push(`finish: ${made.roof}`)
      await tx.run(addToTotal, { id: 'o', by: 1 })
    },
    async failed(tx, _payload, { step: name, message, refused }) {
      calls.push(`failed: ${name}, ${message}${refused ? ', refused' : ''}`)
      await tx.run(addToTotal, { id: 'o', by: -1000 })
    },
  })
  return { calls, work }
}

const GROUND = 'ground of 2, '
const WALLS = 'ground of 2, walls of 2, '
const ROOF = `${GROUND}${WALLS}roof of 2, `

const fail = (): never => {
  throw new Error('no luck')
}

/** Runs the job until it has ended, however long it has to wait in between. */
async function build(database: Database, { work }: Building): Promise<void> {
  const clock = new ManualProcessClock()
  const runner = runnerOn(database, { clock, works: [work] })
  runner.start()
  await addJob(runner, database, BUILD, { floors: 2 })
  await eventually(async () => {
    await runner.idle()
    clock.advance(60_000)
    expect((await runner.history.latest())[0]!.finishedAt).not.toBeNull()
  })
}

describe.each(BACKENDS)('a job of several steps on $name', (backend) => {
  test('does them in order, each with what those before it made', async () => {
    const database = await freshCounter(backend)
    const house = building()
    await build(database, house)
    expect(house.calls).toEqual(['ground', 'walls', 'roof', `finish: ${ROOF}`])
    expect(await total(database)).toBe(1)
  })

  test.each([
    ['ground', ['undo ground: in part']],
    ['walls', ['undo walls: in part', `undo ground: ${GROUND}`]],
    ['roof', ['undo roof: in part', `undo walls: ${WALLS}`, `undo ground: ${GROUND}`]],
  ] as const)('undoes what is done, latest first, when %s fails', async (failing, undone) => {
    const database = await freshCounter(backend)
    const house = building({ [failing]: fail })
    await build(database, house)
    const before = STEPS.slice(0, STEPS.indexOf(failing))
    const tries = Array.from({ length: 5 }, () => failing)
    const end = `failed: ${failing}, no luck`
    expect(house.calls).toEqual([...before, ...tries, ...undone, end])
    expect(await total(database)).toBe(-1000)
  })

  test('does not try again what is refused', async () => {
    const database = await freshCounter(backend)
    const refuse = (): never => {
      throw new JobRefused('no permit')
    }
    const house = building({ walls: refuse })
    await build(database, house)
    expect(house.calls).toEqual([
      ...['ground', 'walls', 'undo walls: in part', `undo ground: ${GROUND}`],
      'failed: walls, no permit, refused',
    ])
  })

  test('begins a step again that the end of the process broke off, however often', async () => {
    const database = await freshCounter(backend)
    let ends = 0
    const breakOff = (): void => {
      if (++ends <= 5) throw new Interrupted()
    }
    const house = building({ walls: breakOff })
    await build(database, house)
    const walls = Array.from({ length: 6 }, () => 'walls')
    expect(house.calls).toEqual(['ground', ...walls, 'roof', `finish: ${ROOF}`])
  })

  test('undoes all when its end cannot be written', async () => {
    const database = await freshCounter(backend)
    const house = building()
    const work = { ...house.work, finish: async () => fail() }
    await build(database, { ...house, work })
    expect(house.calls.slice(-4)).toEqual([
      ...[`undo roof: ${ROOF}`, `undo walls: ${WALLS}`, `undo ground: ${GROUND}`],
      'failed: end, no luck',
    ])
  })

  test('tries again to undo, and goes on with the rest where that is in vain', async () => {
    const database = await freshCounter(backend)
    let failures = 0
    const twice = (): void => {
      if (++failures <= 2) fail()
    }
    const house = building({ roof: fail, 'undo walls': fail, 'undo ground': twice })
    await build(database, house)
    const undoing = (step: string) => house.calls.filter((call) => call.startsWith(`undo ${step}`))
    expect(undoing('roof')).toHaveLength(1)
    expect(undoing('walls')).toHaveLength(5)
    expect(undoing('ground')).toHaveLength(3)
    expect(house.calls.at(-1)).toBe('failed: roof, no luck')
  })

  test.each([
    ['ground', ['ground', 'walls', 'roof', `finish: ${ROOF}`]],
    ['walls', ['walls', 'roof', `finish: ${ROOF}`]],
    ['roof', ['roof', `finish: ${ROOF}`]],
  ] as const)(
    'goes on at %s with another worker where the first died there',
    async (step, rest) => {
      const database = await freshCounter(backend)
      const held = gate()
      const first = building({ [step]: () => held.opened })
      // Its clock stands still, so it does not renew its claim.
      const dying = runnerOn(database, { works: [first.work], held })
      dying.start()
      await addJob(dying, database, BUILD, { floors: 2 })
      await eventually(() => expect(first.calls).toContain(step))
      const clock = new ManualProcessClock()
      const second = building()
      const heir = runnerOn(database, { clock, works: [second.work] })
      heir.start()
      clock.advance(6_000)
      await eventually(() => expect(second.calls.at(-1)).toMatch(/^finish/))
      await heir.idle()
      held.open()
      await dying.stop()
      expect(second.calls).toEqual(rest)
      const did = first.calls.filter((call) => !call.startsWith('finish'))
      expect(did).toEqual(STEPS.slice(0, STEPS.indexOf(step) + 1))
      expect(await total(database)).toBe(1)
    },
  )
})
