/** From a command line to an exit status: 0 done, 1 it went wrong, 2 it was not understood. */
import { ConfigError } from '../config/errors.ts'
import { loadSettings } from '../config/load.ts'
import { didYouMean } from '../config/suggest.ts'
import { readArguments } from './arguments.ts'
import { UsageError, type Command, type Io } from './command.ts'
import { COMMANDS } from './commands.ts'
import { explain } from './failures.ts'
import { helpOf, overview } from './help.ts'

/** @param words the command line without `node` and the program */
export async function run(words: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = words
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const named = COMMANDS.find(({ name }) => name === rest[0])
    io.out(named ? helpOf(named, io.columns) : overview(COMMANDS, io.columns))
    return 0
  }
  const wanted = first === '--version' || first === '-v' ? 'version' : first
  const command = COMMANDS.find(({ name }) => name === wanted)
  if (command === undefined) {
    const names = COMMANDS.map(({ name }) => name)
    const what = first.startsWith('-') ? 'option' : 'command'
    io.err(`stackling has no ${what} ${first}${didYouMean(first, names)}`)
    io.err('stackling --help lists what there is.')
    return 2
  }
  try {
    return await runCommand(command, rest, io)
  } catch (error) {
    const understood = !(error instanceof UsageError || error instanceof ConfigError)
    io.err(`stackling: ${explain(error)}`)
    if (error instanceof UsageError) io.err(`stackling ${command.name} --help says more.`)
    return understood ? 1 : 2
  }
}

async function runCommand(command: Command, words: readonly string[], io: Io): Promise<number> {
  const { flags, options, help } = readArguments(command, words)
  if (help) {
    io.out(helpOf(command, io.columns))
    return 0
  }
  const { environment, workingDirectory } = io
  const { settings, warnings } = await loadSettings({ flags, environment, workingDirectory })
  for (const warning of warnings) io.err(`stackling: ${warning}`)
  const perform = await command.load()
  return perform({ settings, options, io })
}
