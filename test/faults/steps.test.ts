/** A process that is killed between the steps of a job goes on at the right one. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const CHILD = join(import.meta.dirname, 'steps-child.ts')

/** What was called until the kill, and in the process after that. */
function killedAt(call: string, env: NodeJS.ProcessEnv = {}): [before: string[], after: string[]] {
  const directory = mkdtempSync(join(tmpdir(), 'stackling-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const [database, file] = [join(directory, 'state.db'), join(directory, 'calls')]
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [CHILD, database, file, ...words], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })
  const calls = () => readFileSync(file, 'utf8').trim().split('\n')
  const first = run(call)
  expect(first.signal, first.stderr).toBe('SIGKILL')
  const before = calls()
  const second = run()
  expect(second.status, second.stderr).toBe(0)
  return [before, calls().slice(before.length)]
}

test.each([
  ['ground', ['ground', 'walls', 'roof', 'finish']],
  ['walls', ['walls', 'roof', 'finish']],
  ['roof', ['roof', 'finish']],
])('killed in %s, it begins with that', (call, rest) => {
  expect(killedAt(call)[1]).toEqual(rest)
})

test.each([
  ['undo roof in part', ['undo roof in part', 'undo walls walls', 'undo ground ground', 'failed']],
  ['undo walls walls', ['undo walls walls', 'undo ground ground', 'failed']],
  ['undo ground ground', ['undo ground ground', 'failed']],
])('killed in «%s», it goes on undoing with that', (call, rest) => {
  const [before, after] = killedAt(call, { REFUSED: 'yes' })
  expect(before.slice(0, 3)).toEqual(['ground', 'walls', 'roof'])
  expect(after).toEqual(rest)
})
