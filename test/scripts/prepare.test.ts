/**
 * scripts/prepare.mjs on projects small enough to install in no time: no dependencies but a stand-in
 * for Node's package, which lies in the project itself.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const BUILD = `
import { mkdirSync, writeFileSync } from 'node:fs'
export async function bundle(root) {
  mkdirSync(root + '/dist', { recursive: true })
  writeFileSync(root + '/dist/stackling.js', '')
}`

/** A fresh clone, made once: npm takes its time. */
let clone: string
let project: string
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'stackling-prepare-'))
  project = clone
  cpSync('scripts/prepare.mjs', join(project, 'scripts/prepare.mjs'), { recursive: true })
  write('scripts/build.mjs', BUILD)
  write('src/main.ts', '')
  write('part/package.json', JSON.stringify({ name: 'part', version: '1.0.0' }))
  declare({ part: 'file:part' })
})
afterAll(() => rmSync(clone, { recursive: true }))

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'stackling-prepare-'))
  cpSync(clone, project, { recursive: true, verbatimSymlinks: true })
})
afterEach(() => rmSync(project, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(join(project, path, '..'), { recursive: true })
  writeFileSync(join(project, path), text)
}

/** Writes package.json and a lock file that agrees with it. */
function declare(dependencies: Record<string, string>): void {
  write('package.json', JSON.stringify({ name: 'p', version: '1.0.0', dependencies }))
  npm('install', '--package-lock-only')
}

function npm(...words: string[]): void {
  const { status, stderr } = spawnSync('npm', [...words, '--offline'], { cwd: project })
  if (status !== 0) throw new Error(String(stderr))
}

function prepare(...flags: string[]): { status: number | null; said: string } {
  const env = { ...process.env, npm_config_offline: 'true' }
  const script = join(project, 'scripts/prepare.mjs')
  const { status, stderr } = spawnSync(process.execPath, [script, ...flags], { env })
  return { status, said: String(stderr) }
}

function age(path: string, seconds: number): void {
  const time = Date.now() / 1000 - seconds
  utimesSync(join(project, path), time, time)
}

describe('installing', () => {
  test('happens once, and is announced', () => {
    const first = prepare()
    expect(first.said).toMatch(/^Installing dependencies .*\nInstalled in \d+ s\.\n$/)
    expect(first.status).toBe(0)
    expect(existsSync(join(project, 'node_modules/part'))).toBe(true)
    expect(prepare()).toEqual({ status: 0, said: '' })
  })

  test('happens again when a dependency was added, without removing what is there', () => {
    prepare()
    write('node_modules/.kept', 'yes')
    write('more/package.json', JSON.stringify({ name: 'more', version: '2.0.0' }))
    declare({ part: 'file:part', more: 'file:more' })
    expect(prepare().said).toContain('Installing dependencies')
    expect(existsSync(join(project, 'node_modules/more'))).toBe(true)
    expect(readFileSync(join(project, 'node_modules/.kept'), 'utf8')).toBe('yes')
  })

  test('that fails says what npm said, and what to look for', () => {
    write(
      'package.json',
      JSON.stringify({ name: 'p', dependencies: { 'no-such-part-1': '1.0.0' } }),
    )
    rmSync(join(project, 'package-lock.json'))
    const { status, said } = prepare()
    expect(status).toBe(1)
    expect(said).toContain('no-such-part-1')
    expect(said).toContain('Is the network there?')
  })
})

test('what somebody installed by hand is not installed again', () => {
  npm('install')
  expect(prepare()).toEqual({ status: 0, said: '' })
})

describe('building', () => {
  beforeAll(() => {
    project = clone
    prepare()
  })

  test('happens when there is no bundle, and not again', () => {
    expect(prepare('--build').said).toContain('Building')
    expect(prepare('--build').said).toBe('')
    expect(prepare('--build', '--force').said).toContain('Building')
  })

  test.each(['src/main.ts', 'src', 'package.json', 'scripts/build.mjs'])(
    'happens when %s is newer than the bundle',
    (path) => {
      prepare('--build')
      age('dist/stackling.js', 1000)
      for (const source of ['src/main.ts', 'src', 'package.json', 'package-lock.json'])
        age(source, 2000)
      age('scripts/build.mjs', 2000)
      expect(prepare('--build').said).toBe('')
      age(path, 500)
      expect(prepare('--build').said).toContain('Building')
    },
  )

  test('does not happen for a test', () => {
    write('src/main.test.ts', '')
    age('src', 10)
    prepare('--build')
    age('src/main.test.ts', -10)
    expect(prepare('--build').said).toBe('')
  })
})
