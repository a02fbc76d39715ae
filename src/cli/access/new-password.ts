/** A password from wherever its owner keeps it, but never from the command line, which all can see. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Input, Invocation } from '../command.ts'
import { Failure } from '../failures.ts'

/** Standard input, where a file is asked for. */
const STANDARD_INPUT = '-'

/** From `--password-file`, a terminal, or standard input. @throws Failure */
export async function readNewPassword({ options, io }: Invocation): Promise<string> {
  const file = options.get('password-file')
  if (file !== undefined && file !== STANDARD_INPUT) {
    const written = await readFile(resolve(io.workingDirectory, file), 'utf8').catch(
      (error: Error) => {
        throw new Failure(`the password file cannot be read: ${error.message}`)
      },
    )
    return firstLine(written, file)
  }
  if (file === undefined && io.input.terminal) return askTwice(io.input)
  return firstLine(await io.input.text(), 'standard input')
}

async function askTwice(input: Input): Promise<string> {
  const [first, second] = (await input.hidden(['New password: ', 'Again: '])) ?? []
  if (first === undefined) throw new Failure('no password was given')
  if (first !== second) throw new Failure('the two passwords differ; nothing was changed')
  return usable(first, 'the terminal')
}

/** Editors and echo end a file with a line break, which belongs to no password. */
function firstLine(written: string, source: string): string {
  const lines = written.replace(/\r?\n$/, '')
  if (/[\r\n]/.test(lines))
    throw new Failure(`${source} holds more than one line; a password is one`)
  return usable(lines, source)
}

function usable(password: string, source: string): string {
  if (password === '') throw new Failure(`${source} holds no password: it is empty`)
  if (password.includes('\0'))
    throw new Failure(`${source} holds a NUL, which no password can have`)
  return password
}
