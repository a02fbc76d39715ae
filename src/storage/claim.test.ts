import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimFile, InUse } from './claim.ts'

let file: string
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'stackling-claim-')), 'x.db')
})
afterEach(() => rm(join(file, '..'), { recursive: true }))

/** Another process that claims the file and stays. */
async function elsewhere() {
  const code =
    `const { claimFile } = await import(${JSON.stringify(`${import.meta.dirname}/claim.ts`)});` +
    `claimFile(${JSON.stringify(file)}); console.log('claimed'); setInterval(() => {}, 1e6)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

test('a file is claimed by one process, and the refusal names it', async () => {
  const child = await elsewhere()
  expect(() => claimFile(file)).toThrow(new InUse(file, child.pid))
  child.kill('SIGKILL')
  await once(child, 'exit')
})

test('a claim ends with its process, however that ends', async () => {
  const child = await elsewhere()
  child.kill('SIGKILL')
  await once(child, 'exit')
  claimFile(file).release()
})

test('a released claim can be taken again', () => {
  claimFile(file).release()
  const again = claimFile(file)
  expect(() => claimFile(file)).toThrow(InUse)
  again.release()
})
