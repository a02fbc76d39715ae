import { describe, expect, it } from 'vitest'
import { ResponseBatch } from './response-batch.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('responses', () => {
  it('of one turn are sent together at its end, in their order', async () => {
    const batch = new ResponseBatch()
    const sent: number[] = []
    const end = turn()
    for (const response of [1, 2, 3]) {
      batch.add(() => sent.push(response))
      await Promise.resolve()
    }
    expect(sent).toEqual([])
    await end
    await turn()
    expect(sent).toEqual([1, 2, 3])
  })

  it('do not wait for more than fifteen others', () => {
    const batch = new ResponseBatch()
    const sent: number[] = []
    for (let response = 0; response < 40; response++) batch.add(() => sent.push(response))
    expect(sent).toEqual(Array.from({ length: 32 }, (_, response) => response))
  })

  it('are sent once, whichever way', async () => {
    const batch = new ResponseBatch()
    let sent = 0
    for (let response = 0; response < 17; response++) batch.add(() => sent++)
    await turn()
    await turn()
    expect(sent).toBe(17)
  })
})
