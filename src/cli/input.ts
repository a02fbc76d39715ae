/** Standard input: all of it at once, or a line that nobody else may read. */
import { text } from 'node:stream/consumers'
import type { Input } from './command.ts'

const [ENTER, NEWLINE, BACKSPACE, DELETE] = ['\r', '\n', '\b', '\x7F']
/** Ctrl-C, Ctrl-D: a terminal that shows nothing does not turn them into signals either. */
const GIVEN_UP = new Set(['\x03', '\x04'])

export const standardInput: Input = {
  terminal: process.stdin.isTTY,
  text: () => text(process.stdin),
  hidden(question) {
    const { stdin, stderr } = process
    stderr.write(question)
    stdin.setEncoding('utf8')
    stdin.setRawMode(true)
    stdin.resume()
    return new Promise((resolve) => {
      let typed: string[] = []
      const end = (line: string | undefined): void => {
        stdin.off('data', read)
        stdin.setRawMode(false)
        stdin.pause()
        stderr.write('\n')
        resolve(line)
      }
      const read = (keys: string): void => {
        for (const key of keys) {
          if (GIVEN_UP.has(key)) return end(undefined)
          if (key === ENTER || key === NEWLINE) return end(typed.join(''))
          if (key === BACKSPACE || key === DELETE) typed = typed.slice(0, -1)
          else typed.push(key)
        }
      }
      stdin.on('data', read)
    })
  },
}
