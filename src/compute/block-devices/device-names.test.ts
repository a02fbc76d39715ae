import { describe, expect, test } from 'vitest'
import type { Fault } from '../../kernel/faults.ts'
import { nextDeviceName } from './device-names.ts'

describe('one more disk is called', () => {
  test.each([
    [['/dev/vda', '/dev/vdb'], undefined, '/dev/vdc'],
    [['/dev/vda'], '/dev/sdz', '/dev/vdz'],
    [['/dev/vda'], '/dev/xvdc1', '/dev/vdc'],
    [[...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `/dev/vd${letter}`), undefined, '/dev/vdaa'],
  ])('beside %j, asked %s, %s', (used, asked, expected) => {
    expect(nextDeviceName(used, '/dev/vda', asked)).toBe(expected)
  })

  test('nothing where that name is taken, or none', () => {
    const refusal = (asked: string) => {
      try {
        return nextDeviceName(['/dev/vda', '/dev/sdb'], '/dev/vda', asked)
      } catch (error) {
        const { status, message } = error as Fault
        return `${status} ${message}`
      }
    }
    expect(refusal('/dev/vdb')).toBe('409 The supplied device path (/dev/vdb) is in use.')
    expect(refusal('vdb')).toBe('400 The supplied device path (vdb) is invalid.')
  })
})
