import { describe, expect, test } from 'vitest'
import { decodeBase32, passcodeAt, stepOf } from './passcodes.ts'

const SECRET = Buffer.from('12345678901234567890')

describe('passcodes', () => {
  // The last six digits of the test vectors in RFC 6238, appendix B.
  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ])('at second %i it is %s', (second, passcode) => {
    expect(passcodeAt(SECRET, Math.floor(second / 30))).toBe(passcode)
  })

  test('count in their own time and the step after, and not before or later', () => {
    const at = (second: number) => stepOf('287082', SECRET, second * 1000, 1)
    expect([29, 30, 59, 60, 89, 90].map(at)).toEqual([undefined, 1, 1, 1, 1, undefined])
  })

  test('of another length or with other digits are none', () => {
    for (const wrong of ['', '28708', '2870820', '287083', 'abcdef']) {
      expect(stepOf(wrong, SECRET, 59_000, 1)).toBeUndefined()
    }
  })
})

describe('base32', () => {
  test.each([
    ['GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', SECRET.toString()],
    ['MY======', 'f'],
    ['MZXW6YTBOI', 'foobar'],
  ])('%s', (text, plain) => {
    expect(decodeBase32(text)?.toString()).toBe(plain)
  })

  test('nothing else is taken for it', () => {
    for (const text of ['', 'a', '1', 'MZXW6-', 'mzxw6ytboi']) {
      expect(decodeBase32(text)).toBeUndefined()
    }
  })
})
