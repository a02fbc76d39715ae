/** Standard input: all of it at once, or lines that nobody else may read. */
import { text } from 'node:stream/consumers'
import type { Input } from './command.ts'

const [ENTER, NEWLINE, BACKSPACE, DELETE] = ['\r', '\n', '\b', '\x7F']
/** Ctrl-C, Ctrl-D: a terminal that shows nothing does not turn them into signals either. */
const GIVEN_UP = new Set(['\x03', '\x04'])
/** End the process without a word of its own. Node sets the terminal right at SIGINT and SIGTERM. */
const DEADLY = ['SIGHUP', 'SIGQUIT'] as const

export const standardInput: Input = {
  terminal: process.stdin.isTTY,
  text: () => text(process.stdin),
  async hidden(questions) {
    const restore = hideTyping()
    try {
      return await answersTo(questions)
    } finally {
      restore()
    }
  },
}

/** From now on the terminal shows nothing of what is typed. @returns what takes that back */
function hideTyping(): () => void {
  const { stdin } = process
  const show = (): void => {
    stdin.setRawMode(false)
  }
  const die = (signal: NodeJS.Signals): void => {
    restore()
    process.kill(process.pid, signal)
  }
  const restore = (): void => {
    process.off('exit', show)
    for (const signal of DEADLY) process.off(signal, die)
    show()
  }
  process.on('exit', show)
  for (const signal of DEADLY) process.on(signal, die)
  stdin.setRawMode(true)
  return restore
}

/** A line for each question, or undefined where it was given up. What is pasted may answer several. */
function answersTo(questions: readonly string[]): Promise<string[] | undefined> {
  const { stdin, stderr } = process
  const answers: string[] = []
  let typed: string[] = []
  stderr.write(questions[0]!)
  stdin.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    const end = (given: string[] | undefined): void => {
      stdin.off('data', read).off('end', giveUp).off('error', reject)
      stdin.pause()
      stderr.write('\n')
      resolve(given)
    }
    const giveUp = (): void => end(undefined)
    const read = (keys: string): void => {
      for (const key of keys) {
        if (GIVEN_UP.has(key)) return giveUp()
        if (key === BACKSPACE || key === DELETE) typed = typed.slice(0, -1)
        else if (key === ENTER || key === NEWLINE) {
          answers.push(typed.join(''))
          typed = []
          if (answers.length === questions.length) return end(answers)
          stderr.write(`\n${questions[answers.length]!}`)
        } else typed.push(key)
      }
    }
    stdin.on('data', read).once('end', giveUp).once('error', reject)
    stdin.resume()
  })
}
