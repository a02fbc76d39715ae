import { describe, expect, it } from 'vitest'
import { Departures } from './departures.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('answers', () => {
  it('of one turn leave together at its end, in their order', async () => {
    const departures = new Departures()
    const left: number[] = []
    const end = turn()
    for (const answer of [1, 2, 3]) {
      departures.add(() => left.push(answer))
      await Promise.resolve()
    }
    expect(left).toEqual([])
    await end
    await turn()
    expect(left).toEqual([1, 2, 3])
  })

  it('do not wait for more than fifteen others', () => {
    const departures = new Departures()
    const left: number[] = []
    for (let answer = 0; answer < 40; answer++) departures.add(() => left.push(answer))
    expect(left).toEqual(Array.from({ length: 32 }, (_, answer) => answer))
  })

  it('leave once, whichever way', async () => {
    const departures = new Departures()
    let left = 0
    for (let answer = 0; answer < 17; answer++) departures.add(() => left++)
    await turn()
    await turn()
    expect(left).toBe(17)
  })
})
