/**
 * Gives memory back. Left to itself, V8 lets its heap grow by what a burst of requests allocates
 * and leaves it there once they are over: it looks for garbage when it runs out of room, and a
 * server that rests never does (docs/adr/0020).
 */
import { performance, type EventLoopUtilization } from 'node:perf_hooks'
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { ProcessClock } from '../../kernel/clock.ts'

/** Milliseconds between two looks. */
const EVERY = 500
/** Bytes that a small heap may grow by under load, before it is collected; a larger one doubles. */
const MOST_GROWTH = 64 * 2 ** 20
/** Looks in a row that find the process at rest, before it collects. */
const RESTING_LOOKS = 20
/** The part of the time in which an event loop at rest is busy. */
const AT_REST = 0.02

/** @param clock from whose timers the heap is looked at, until the process ends */
export function keepHeapSmall(clock: Pick<ProcessClock, 'setTimer'>): void {
  const collect = collector()
  let floor = heapSize()
  let loop: EventLoopUtilization = performance.eventLoopUtilization()
  let resting = 0
  const look = (): void => {
    const { utilization } = performance.eventLoopUtilization(loop)
    loop = performance.eventLoopUtilization()
    resting = utilization < AT_REST ? resting + 1 : 0
    const growth = heapSize() - floor
    const rested = resting === RESTING_LOOKS
    if (rested || growth > Math.max(MOST_GROWTH, floor)) {
      collect(rested ? THOROUGHLY : QUICKLY)
      floor = heapSize()
    }
    clock.setTimer(EVERY, look)
  }
  clock.setTimer(EVERY, look)
}

/** Bytes of all but the young generation, which V8 collects itself, all the time. */
function heapSize(): number {
  const { total_heap_size: all, external_memory: external } = getHeapStatistics()
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
  return all - (young?.space_size ?? 0) + external
}

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: string }) => void

/** Leaves emptied pages with V8 for later. */
const QUICKLY = { type: 'major', execution: 'sync', flavor: 'regular' } as const
/** Gives them back as well, in ten times the time. */
const THOROUGHLY = { ...QUICKLY, flavor: 'last-resort' } as const

/** V8's full collection, which Node shows only where a flag asks for it. */
function collector(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
