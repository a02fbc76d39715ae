import { describe, expect, test } from 'vitest'
import { fitting, NOTHING, STOCK_LIMITS, type Room, type SomeLimits } from './quota.ts'

const scope = (limits: SomeLimits, held = {}) => ({
  held: { ...NOTHING, ...held },
  limits: { ...STOCK_LIMITS, ...limits },
})
const room = (project: Room['project'], user?: Room['user']): Room => ({ project, user })
const tiny = (min: number, max = min) => ({ cores: 1, ram: 64, min, max })

describe('of the servers that are wanted', () => {
  test('all fit where there is room, also for the very last', () => {
    expect(fitting(room(scope({ instances: 3 })), tiny(3))).toBe(3)
  })

  test('as many fit as there is room for, but not fewer than the least', () => {
    const held = { instances: 1, cores: 1, ram: 64 }
    expect(fitting(room(scope({ instances: 3 }, held)), tiny(1, 5))).toBe(2)
    expect(fitting(room(scope({ cores: 4 }, held)), tiny(1, 5))).toBe(3)
    expect(fitting(room(scope({ ram: 300 }, held)), tiny(1, 5))).toBe(3)
    expect(() => fitting(room(scope({ instances: 3 }, held)), tiny(3, 5))).toThrow(
      'Quota exceeded for instances: Requested 3-5, but already used 1 of 3 instances',
    )
  })

  test('any number fits without limits', () => {
    const none = { instances: -1, cores: -1, ram: -1 }
    expect(fitting(room(scope(none)), tiny(1, 5000))).toBe(5000)
  })

  test('the number is lowered by servers where cores and memory have no limit', () => {
    expect(fitting(room(scope({ instances: 2, cores: -1, ram: -1 })), tiny(1, 5))).toBe(2)
  })

  test('it is not lowered where servers have no limit', () => {
    expect(() => fitting(room(scope({ instances: -1, cores: 2 })), tiny(1, 5))).toThrow(
      'Quota exceeded for cores: Requested 5, but already used 0 of 2 cores',
    )
  })

  test('all that is too much is named', () => {
    const held = { instances: 2, cores: 2, ram: 128 }
    const full = room(scope({ instances: 1, cores: 1, ram: 1 }, held))
    expect(() => fitting(full, tiny(1))).toThrow(
      'Quota exceeded for cores, instances, ram: Requested 1, 1, 64, but already used 2, 2, 128 ' +
        'of 1, 1, 1 cores, instances, ram',
    )
  })

  test('the limits of the user count beside those of the project', () => {
    const held = { instances: 1, cores: 1, ram: 64 }
    const user = scope({ instances: 2 }, held)
    expect(fitting(room(scope({}, held), user), tiny(1, 5))).toBe(1)
    expect(() => fitting(room(scope({ instances: 9 }), user), tiny(2))).toThrow(
      'Quota exceeded for instances: Requested 2, but already used 1 of 2 instances',
    )
    const both = room(scope({ cores: 4 }, { instances: 4, cores: 4, ram: 256 }), user)
    expect(() => fitting(both, tiny(1, 5))).toThrow('cores: Requested 1, but already used 4 of 4')
  })
})
