import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

/** One test that fails, after PostgreSQL has been started for it. */
const FAILING = `
  import { inject, test } from 'vitest'
  test('passes', () => {})
  test.skipIf(true)('is skipped', () => {})
  test('fails', async () => {
    const answer = await fetch(inject('postgresMaker') + '/empty', { method: 'POST' })
    throw new Error(await answer.text())
  })
`

test('a run with a failed test fails, and says so alone on its last line, after its slowest files', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stackling-run-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const here = (path: string) => JSON.stringify(resolve(import.meta.dirname, path))
  const config = `{
    globalSetup: [${here('postgres.ts')}],
    testTimeout: 30000,
    reporters: ['default', ${here('plain-reporter.ts')}],
  }`
  writeFileSync(join(root, 'vitest.config.mjs'), `export default { test: ${config} }`)
  mkdirSync(join(root, 'test'))
  writeFileSync(join(root, 'test', 'failing.test.ts'), FAILING)
  const modules = resolve(import.meta.dirname, '../../node_modules')
  symlinkSync(modules, join(root, 'node_modules'))
  const { status, output, errors } = await run(join(modules, 'vitest/vitest.mjs'), root)
  expect(errors).toContain('postgres://')
  expect(errors).not.toContain('TypeError')
  expect(output).toMatch(/^Slowest files\n +\d+\.\d s {2}test\/failing\.test\.ts$/m)
  expect(output.trimEnd().split('\n').at(-1)).toBe('1 passed, 1 failed, 1 skipped')
  expect(status).toBe(1)
}, 60_000)

interface Ended {
  status: unknown
  output: string
  errors: string
}

function run(program: string, root: string): Promise<Ended> {
  return new Promise((resolve) => {
    const args = [program, 'run', '--root', root]
    execFile(process.execPath, args, { cwd: root, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : error.code, output: stdout, errors: stderr })
    })
  })
}
