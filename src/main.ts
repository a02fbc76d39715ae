/** The process: what it was asked for, and how it ends. `bin/stackling.cjs` starts it. */
import { enableCompileCache } from 'node:module'
import type { Io } from './cli/command.ts'

// What was compiled at the last start is read from there, which saves a third of the time to start.
if (import.meta.filename.endsWith('.js')) enableCompileCache(`${import.meta.dirname}/.cache`)

const { standardInput } = await import('./cli/input.ts')
const io: Io = {
  environment: process.env,
  workingDirectory: process.cwd(),
  columns: process.stdout.columns ?? 100,
  terminal: process.stderr.isTTY,
  input: standardInput,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
}
// Whoever read the output may have left: `stackling coverage | head`.
process.stdout.on('error', () => {})
const { run } = await import('./cli/program.ts')
process.exitCode = await run(process.argv.slice(2), io)
