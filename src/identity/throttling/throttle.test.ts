import { describe, expect, test } from 'vitest'
import { ManualProcessClock } from '../../../test/support/manual-clock.ts'
import { Fault, notFound, unauthorized } from '../../kernel/faults.ts'
import { networkOf } from './network.ts'
import { Throttle } from './throttle.ts'

const HERE = '192.0.2.1'
const MINUTE = 60_000

function setUp(most = 3) {
  const clock = new ManualProcessClock()
  const throttle = new Throttle(most, clock)
  /** `right`, `wrong`, or the seconds to wait. */
  const tryOnce = async (right: boolean, account = 'demo', address = HERE) => {
    try {
      return await throttle.guard({ account, address }, async () => {
        if (right) return 'right'
        throw unauthorized()
      })
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return error.status === 429 ? error.retryAfter : 'wrong'
    }
  }
  const fail = async (times: number, account?: string, address?: string) => {
    const said = []
    for (let i = 0; i < times; i++) said.push(await tryOnce(false, account, address))
    return said
  }
  return { clock, throttle, tryOnce, fail }
}

describe('an account, seen from one address', () => {
  test('may fail so many times, and waits then, with the right secret too', async () => {
    const { clock, tryOnce, fail } = setUp()
    expect(await fail(5)).toEqual(['wrong', 'wrong', 'wrong', 1, 1])
    expect(await tryOnce(true)).toBe(1)
    clock.advance(999)
    expect(await tryOnce(true)).toBe(1)
    clock.advance(1)
    expect(await tryOnce(true)).toBe('right')
  })

  test('waits twice as long after each further failure, and a quarter of an hour at most', async () => {
    const { clock, tryOnce, fail } = setUp()
    await fail(3)
    const waits = []
    for (let i = 0; i < 14; i++) {
      const wait = (await tryOnce(false)) as number
      waits.push(wait)
      clock.advance(wait * 1000)
      expect(await tryOnce(false)).toBe('wrong')
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900])
  })

  test('begins anew after the right secret, and after a day', async () => {
    const { clock, tryOnce, fail } = setUp()
    await fail(2)
    await tryOnce(true)
    expect(await fail(4)).toEqual(['wrong', 'wrong', 'wrong', 1])
    clock.advance(24 * 60 * MINUTE)
    expect(await fail(4)).toEqual(['wrong', 'wrong', 'wrong', 1])
  })

  test('does not wait for what happens to others, or elsewhere', async () => {
    const { tryOnce, fail } = setUp()
    await fail(10)
    expect(await tryOnce(true, 'other')).toBe('right')
    expect(await tryOnce(true, 'demo', '192.0.2.2')).toBe('right')
    expect(await tryOnce(true)).toBe(1)
  })

  test('is not judged more often because the attempts come at once', async () => {
    const { throttle } = setUp()
    let judged = 0
    const attempts = Array.from({ length: 100 }, async (_, i) => {
      try {
        return await throttle.guard({ account: 'demo', address: HERE }, async () => {
          await Promise.resolve()
          judged++
          if (i === 99) return 'right'
          throw unauthorized()
        })
      } catch (error) {
        return (error as Fault).status
      }
    })
    const said = await Promise.all(attempts)
    expect(judged).toBe(100)
    expect([said.filter((each) => each === 401).length, said.at(-1)]).toEqual([3, 429])
  })

  test('is not told what is right sooner than what came before is found wrong', async () => {
    const { throttle } = setUp()
    const guess = (account: string, prove: () => Promise<string>) =>
      throttle.guard({ account, address: HERE }, prove).catch((error: Fault) => error.status)
    const wrong = async () => {
      await new Promise(setImmediate)
      throw unauthorized()
    }
    const right = async () => 'right'
    const two = [guess('demo', wrong), guess('demo', wrong)]
    expect(await guess('demo', right)).toBe('right')
    expect(await Promise.all(two)).toEqual([401, 401])
    const three = [guess('ann', wrong), guess('ann', wrong), guess('ann', wrong)]
    expect(await guess('ann', right)).toBe(429)
    expect(await Promise.all(three)).toEqual([401, 401, 401])
    // Nor of another account, where the place could reach its limit.
    const many = Array.from({ length: 150 }, (_, i) => guess(`other-${i}`, wrong))
    expect(await guess('yet another', right)).toBe(429)
    await Promise.all(many)
  })

  test('does not wait because many sign in rightly at once', async () => {
    const { tryOnce } = setUp()
    const said = await Promise.all(Array.from({ length: 100 }, () => tryOnce(true)))
    expect(new Set(said)).toEqual(new Set(['right']))
  })

  test('waits after what was not found, but not for a request that was malformed', async () => {
    const { throttle, tryOnce } = setUp()
    const refuse = (error: unknown) =>
      throttle.guard({ account: 'demo', address: HERE }, async () => {
        throw error
      })
    for (let i = 0; i < 5; i++) await expect(refuse(new Fault(400, ''))).rejects.toThrow()
    for (let i = 0; i < 5; i++) await expect(refuse(new Error('lost'))).rejects.toThrow('lost')
    expect(await tryOnce(true)).toBe('right')
    for (let i = 0; i < 3; i++) await expect(refuse(notFound())).rejects.toThrow()
    expect(await tryOnce(true)).toBe(1)
  })
})

describe('an address', () => {
  test('that tries many accounts waits too, and is forgiven with time', async () => {
    const { clock, tryOnce } = setUp(1)
    const said = []
    for (let i = 0; i < 52; i++) said.push(await tryOnce(false, `user-${i}`))
    expect(said.slice(0, 50)).toEqual(Array(50).fill('wrong'))
    expect(said.slice(50)).toEqual([60, 60])
    expect(await tryOnce(true, 'demo', '192.0.2.2')).toBe('right')
    clock.advance(MINUTE)
    expect(await tryOnce(false, 'next')).toBe('wrong')
    expect(await tryOnce(false, 'next')).toBe(60)
    clock.advance(60 * MINUTE)
    expect(await tryOnce(true, 'demo')).toBe('right')
  })

  test('of IPv6 stands for the network of its customer', async () => {
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1')
    const network = networkOf('2001:db8:0:7::1')
    expect(network).toBe('2001:db8:0:7')
    for (const same of [
      '2001:DB8:0:7:ffff:ffff:ffff:ffff',
      '2001:0db8:0000:0007::',
      '2001:db8::7:0:0:0:1',
    ]) {
      expect(networkOf(same)).toBe(network)
    }
    expect(networkOf('2001:db8:0:8::1')).not.toBe(network)
    expect([networkOf('::1'), networkOf('fe80::1%eth0')]).toEqual(['0:0:0:0', 'fe80:0:0:0'])
    const { tryOnce, fail } = setUp()
    await fail(3, 'demo', '2001:db8:0:7::1')
    expect(await tryOnce(true, 'demo', '2001:db8:0:7::2')).toBe(1)
    expect(await tryOnce(true, 'demo', '2001:db8:0:8::1')).toBe('right')
  })
})

test('with 0 nobody waits', async () => {
  const { fail, tryOnce } = setUp(0)
  expect(new Set(await fail(200))).toEqual(new Set(['wrong']))
  expect(await tryOnce(true)).toBe('right')
})
