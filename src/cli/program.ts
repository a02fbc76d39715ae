/** From a command line to an exit status: 0 done, 1 it went wrong, 2 it was not understood. */
import { ConfigError } from '../config/errors.ts'
import { loadSettings } from '../config/load.ts'
import { didYouMean } from '../config/suggest.ts'
import { readArguments } from './arguments.ts'
import { UsageError, type Command, type Io } from './command.ts'
import { COMMANDS } from './commands.ts'
import { explain } from './failures.ts'
import { familyHelp, helpOf, overview } from './help.ts'

/** @param words the command line without `node` and the program */
export async function run(words: readonly string[], io: Io): Promise<number> {
  const [first, ...others] = words
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    io.out(helpOn(others, io.columns))
    return 0
  }
  const { command, rest } = commandIn(words)
  if (command === undefined) return notUnderstood(words, io)
  try {
    return await runCommand(command, rest, io)
  } catch (error) {
    const understood = !(error instanceof UsageError || error instanceof ConfigError)
    io.err(`stackling: ${explain(error)}`)
    if (error instanceof UsageError) io.err(`stackling ${command.name} --help says more.`)
    return understood ? 1 : 2
  }
}

interface Found {
  readonly command: Command | undefined
  /** The words after its name. */
  readonly rest: readonly string[]
}

function commandIn(words: readonly string[]): Found {
  const [first] = words
  if (first === '--version' || first === '-v') return commandIn(['version', ...words.slice(1)])
  const command = COMMANDS.find(({ name }) => words.slice(0, wordsIn(name)).join(' ') === name)
  return { command, rest: words.slice(command === undefined ? 0 : wordsIn(command.name)) }
}

function wordsIn(name: string): number {
  return name.split(' ').length
}

function familyOf(word: string | undefined): Command[] {
  return COMMANDS.filter(({ name }) => name.startsWith(`${word} `))
}

function helpOn(words: readonly string[], columns: number): string {
  const { command } = commandIn(words)
  if (command !== undefined) return helpOf(command, columns)
  const family = familyOf(words[0])
  return family.length > 0 ? familyHelp(words[0]!, family) : overview(COMMANDS, columns)
}

function notUnderstood(words: readonly string[], io: Io): number {
  const [first, second] = words as [string, ...string[]]
  const family = familyOf(first)
  if (family.length > 0) {
    const help = familyHelp(first, family)
    if (second === '--help' || second === '-h') {
      io.out(help)
      return 0
    }
    const names = family.map(({ name }) => name)
    if (second === undefined || second.startsWith('-')) io.err(help)
    else {
      const typed = `${first} ${second}`
      io.err(`stackling has no command ${typed}${didYouMean(typed, names)}`)
      io.err(`stackling ${first} --help lists what there is.`)
    }
    return 2
  }
  const names = COMMANDS.map(({ name }) => name)
  const what = first.startsWith('-') ? 'option' : 'command'
  const firsts = new Set(names.flatMap((name) => [name, name.split(' ')[0]!]))
  io.err(`stackling has no ${what} ${first}${didYouMean(first, firsts)}`)
  io.err('stackling --help lists what there is.')
  return 2
}

async function runCommand(command: Command, words: readonly string[], io: Io): Promise<number> {
  const { flags, options, operand, help } = readArguments(command, words)
  if (help) {
    io.out(helpOf(command, io.columns))
    return 0
  }
  const { environment, workingDirectory } = io
  const { settings, warnings } = await loadSettings({ flags, environment, workingDirectory })
  for (const warning of warnings) io.err(`stackling: ${warning}`)
  const perform = await command.load()
  return perform({ settings, options, operand, io })
}
