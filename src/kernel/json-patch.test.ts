import { describe, expect, test } from 'vitest'
import { readPatch, type PatchDraft } from './json-patch.ts'

/** What is said of a patch of one operation. */
function refusalOf(operation: unknown, draft: PatchDraft = 'rfc6902'): unknown {
  try {
    return readPatch([operation], draft)
  } catch (error) {
    return (error as Error).message
  }
}

test('operations come with their path in names', () => {
  const patch = [
    { op: 'replace', path: '/name', value: null },
    { op: 'add', path: '/locations/-', value: { url: 'x' }, extra: 1 },
    { op: 'remove', path: '/a~1b~0c', value: 'nobody looks' },
  ]
  expect(readPatch(patch, 'rfc6902')).toEqual([
    { op: 'replace', path: ['name'], value: null },
    { op: 'add', path: ['locations', '-'], value: { url: 'x' } },
    { op: 'remove', path: ['a/b~c'] },
  ])
  expect(readPatch([], 'rfc6902')).toEqual([])
})

test('the older draft names its operation by a member', () => {
  const patch = [{ replace: '/name', value: 'x' }, { remove: '/tags' }]
  expect(readPatch(patch, 'draft-04')).toEqual([
    { op: 'replace', path: ['name'], value: 'x' },
    { op: 'remove', path: ['tags'] },
  ])
})

test.each([
  [{}, 'Request body must be a JSON array of operation objects.'],
  [null, 'Unexpected body type. Expected list/dict.'],
  ['x', 'Unexpected body type. Expected list/dict.'],
  [1, 'Unexpected body type. Expected list/dict.'],
])('%j is no patch', (value, refusal) => {
  expect(() => readPatch(value, 'rfc6902')).toThrow(refusal)
})

const CHOICES = 'It must be one of the following: add, remove, replace.'

test.each([
  ['x', 'Operations must be JSON objects.'],
  [[], 'Operations must be JSON objects.'],
  [{ path: '/a' }, `Unable to find \`op\` in JSON Schema change. ${CHOICES}`],
  [{ op: null }, `Unable to find \`op\` in JSON Schema change. ${CHOICES}`],
  [{ op: 'move', path: '/a' }, `Invalid operation: \`move\`. ${CHOICES}`],
  [{ op: 'constructor', path: '/a' }, `Invalid operation: \`constructor\`. ${CHOICES}`],
  [{ op: ['add'], path: '/a' }, `Invalid operation: \`['add']\`. ${CHOICES}`],
  [{ op: 'add', value: 1 }, "Unable to find 'path' in JSON Schema change"],
  [{ op: 'add', path: '/a' }, 'Operation "add" requires a member named "value".'],
  [{ op: 'replace', path: '/a' }, 'Operation "replace" requires a member named "value".'],
])('of %j is said: %s', (operation, message) => {
  expect(refusalOf(operation)).toBe(message)
})

test.each([
  [{ value: 1 }, 'exactly one'],
  [{ op: 'add', path: '/a', value: 1 }, 'exactly one'],
  [{ add: '/a', remove: '/a' }, 'only one'],
])('of %j in the older draft is said that it needs %s member', (operation, which) => {
  expect(refusalOf(operation, 'draft-04')).toBe(
    `Operation objects must contain ${which} member named "add", "remove", or "replace".`,
  )
})

describe('a pointer', () => {
  test.each([
    ['/', ['']],
    ['//a', ['a']],
    ['/ a /b', ['a', 'b']],
    ['/a/0', ['a', '0']],
    ['/~01', ['~1']],
  ])('%j leads to %j', (path, names) => {
    expect(refusalOf({ op: 'remove', path })).toEqual([{ op: 'remove', path: names }])
  })

  test.each([
    ['a', 'does not start with "/".'],
    ['', 'does not start with "/".'],
    ['/a/', 'end with "/".'],
    ['/a//b', 'contains adjacent "/".'],
    ['/a/ /b', 'contains adjacent "/".'],
    ['/a~2', 'contains "~" not part of a recognized escape sequence.'],
    ['/a~', 'contains "~" not part of a recognized escape sequence.'],
  ])('%j %s', (path, what) => {
    expect(refusalOf({ op: 'remove', path })).toBe(`Pointer \`${path}\` ${what}`)
  })

  test('that is no text does not start with a slash either', () => {
    const message = 'Pointer `1` does not start with "/".'
    expect(refusalOf({ op: 'remove', path: 1 })).toBe(message)
  })
})
