import { expect, test } from 'vitest'
import { ManualProcessClock } from '../../../test/support/manual-clock.ts'
import { keepHeapSmall } from './heap.ts'

const MB = 1e6
const heap = () => process.memoryUsage().heapTotal

test('what a burst leaves behind is given back at the next look', () => {
  const clock = new ManualProcessClock()
  keepHeapSmall(clock)
  const before = heap()
  const burst: number[][] = []
  // Doubles the heap, however large it was, and half as much again.
  while (heap() < 2.5 * before + 100 * MB)
    burst.push(Array.from<number>({ length: 250_000 }).fill(0.5))
  const grown = heap()
  burst.length = 0
  clock.advance(1_000)
  expect(heap()).toBeLessThan(grown - 50 * MB)
})
