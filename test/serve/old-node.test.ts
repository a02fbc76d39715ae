/** What a Node that is too old says, tried with one that pretends to be. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: { stackling: string }
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stackling-old-node-'))
  // Alone: whatever else it loaded would not be there.
  copyFileSync(join(ROOT, bin.stackling), join(folder, 'stackling.cjs'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function runOn(node: string) {
  const pretend = join(folder, `pretend-${node}.cjs`)
  writeFileSync(
    pretend,
    `Object.defineProperty(process.versions, 'node', { value: ${JSON.stringify(node)} })`,
  )
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', pretend, join(folder, 'stackling.cjs'), 'serve'],
    { encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

test.each(['8.17.0', '20.20.2', '22.17.9'])(
  'Node %s is told in one line what is needed, before anything else is loaded',
  (node) => {
    expect(runOn(node)).toEqual({
      status: 1,
      stdout: '',
      stderr: `Stackling needs Node 22.18 or later; this is ${node}. In a clone, npm start brings its own.\n`,
    })
  },
)

test.each(['22.18.0', '24.0.0'])('Node %s loads the program', (node) => {
  expect(runOn(node).stderr).toContain("Cannot find module './load.cjs'")
})
