import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ManualProcessClock } from '../../test/support/manual-clock.ts'
import { AuditFile } from './audit-file.ts'

function setUp(room?: number, path?: string) {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-audit-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const said: string[] = []
  const say = (_: object, message: string) => void said.push(message)
  const log = { debug: say, info: say, warn: say, error: say }
  const clock = new ManualProcessClock()
  const file = path ?? join(directory, 'audit.log')
  const make = () => new AuditFile({ path: file, log, clock, ...(room !== undefined && { room }) })
  return { directory, said, clock, file, make }
}

const mode = (path: string) => statSync(path).mode & 0o777

test('is appended to, line by line in order, for its owner alone', async () => {
  const { file, make } = setUp()
  writeFileSync(file, 'before\n')
  chmodSync(file, 0o644)
  const audit = make()
  const lines = Array.from(
    { length: 5_000 },
    (_, i) => `{"n": ${i}, "text": "${'ä'.repeat(20)}"}\n`,
  )
  for (const line of lines) audit.write(line)
  await audit.close()
  expect(readFileSync(file, 'utf8')).toBe(`before\n${lines.join('')}`)
  expect(mode(file)).toBe(0o600)
})

test('is made where it is missing, and refused where it cannot be', async () => {
  const { directory, file, make } = setUp()
  const audit = make()
  expect(mode(file)).toBe(0o600)
  await audit.close()
  expect(() => setUp(undefined, join(directory, 'no', 'where')).make()).toThrow(/ENOENT/)
})

test('is opened again by name, so that what was moved away stays as it is', async () => {
  const { file, make, said } = setUp()
  const audit = make()
  audit.write('one\n')
  await audit.reopen()
  renameSync(file, `${file}.1`)
  audit.write('two\n')
  await audit.reopen()
  audit.write('three\n')
  await audit.close()
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('one\ntwo\n')
  expect(readFileSync(file, 'utf8')).toBe('three\n')
  expect(said).toEqual([])
})

test('stays the one that was open, where there is no other to be had', async () => {
  const { directory, file, make, said } = setUp()
  const audit = make()
  renameSync(directory, `${directory}-moved`)
  onTestFinished(() => rmSync(`${directory}-moved`, { recursive: true, force: true }))
  await audit.reopen()
  audit.write('kept\n')
  await audit.close()
  expect(existsSync(file)).toBe(false)
  expect(readFileSync(join(`${directory}-moved`, 'audit.log'), 'utf8')).toBe('kept\n')
  expect(said).toEqual(['the audit file stays the one that was open'])
})

describe('a full disk', () => {
  test('is said once, and costs nothing that memory has room for', async () => {
    const { file, make, said, clock } = setUp()
    symlinkSync('/dev/full', file)
    const audit = make()
    audit.write('one\n')
    audit.write('two\n')
    await expect.poll(() => said.length).toBe(1)
    clock.advance(1_000)
    audit.write('three\n')
    rmSync(file)
    await audit.reopen()
    await audit.close()
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\nthree\n')
    expect(said).toEqual([
      'the audit file cannot be written; its records wait',
      'the audit file is written again',
    ])
  })

  test('loses what memory has no room for, and says so', async () => {
    const { file, make, said } = setUp(10)
    symlinkSync('/dev/full', file)
    const audit = make()
    for (const line of ['one\n', 'two\n', 'three\n', 'four\n']) audit.write(line)
    await audit.close()
    expect(said).toEqual([
      'records are lost: too many wait for the audit file',
      'the audit file cannot be written; its records wait',
      '8 bytes of audit records were never written',
    ])
  })
})
