/** Reads a command line against what a command declares. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { flagOf, settingNamed, settingOf, type SettingName } from '../config/settings.ts'
import { closest, didYouMean } from '../config/suggest.ts'
import { UsageError, type Command, type Option } from './command.ts'

export interface Arguments {
  readonly flags: ReadonlyMap<SettingName, string>
  readonly options: ReadonlyMap<string, string>
  readonly operand: string | undefined
  readonly help: boolean
}

/**
 * Node's own parser, because it leaves values as they were typed: a password of `0123` must not
 * become the number 123. @throws UsageError
 */
export function readArguments(command: Command, words: readonly string[]): Arguments {
  const known = optionsOf(command)
  const config: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } }
  for (const { name, placeholder } of known) {
    config[name] = { type: placeholder === undefined ? 'boolean' : 'string' }
  }
  const { tokens } = parseArgs({ args: [...words], options: config, strict: false, tokens: true })
  const flags = new Map<SettingName, string>()
  const options = new Map<string, string>()
  let operand: string | undefined
  let help = false
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (command.operand === undefined || operand !== undefined) {
        throw surplus(command, token.value)
      }
      operand = token.value
      continue
    }
    if (token.kind !== 'option') continue
    if (token.name === 'help') {
      help = true
      continue
    }
    const option = known.find(({ name }) => name === token.name)
    if (option === undefined) throw unknownOption(command, token.rawName, known)
    const value = valueOf(option, token)
    const setting = settingNamed(option.name)
    if (setting === undefined) options.set(option.name, value)
    else flags.set(setting, value)
  }
  return { flags, options, operand, help }
}

/** The command's own options, then its settings. */
export function optionsOf(command: Command): Option[] {
  const settings = command.settings.map((name) => {
    const { kind, help } = settingOf(name)
    return { name: flagOf(name), placeholder: kind.placeholder, help }
  })
  return [...command.options, ...settings]
}

interface Token {
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function valueOf(option: Option, { rawName, value, inlineValue }: Token): string {
  if (option.placeholder === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`)
    return ''
  }
  if (value === undefined) throw new UsageError(`${rawName} needs a value: ${option.placeholder}`)
  // `--data-dir --hosts 2` is a forgotten value, not a directory named --hosts.
  if (!inlineValue && value.startsWith('-') && value !== '-') {
    throw new UsageError(
      `${rawName} needs a value: ${option.placeholder}. If it begins with a dash, write ` +
        `${rawName}=${value}`,
    )
  }
  return value
}

function unknownOption(command: Command, rawName: string, known: readonly Option[]): UsageError {
  const name = rawName.replace(/^-+/, '')
  const names = [...known.map((option) => option.name), 'help']
  const meant = didYouMean(name, names, '--')
  return new UsageError(`${command.name} has no option ${rawName}${meant}`)
}

function surplus(command: Command, word: string): UsageError {
  const option = closest(
    word,
    optionsOf(command).map(({ name }) => name),
  )
  const meant = option === undefined ? '' : `; did you mean --${option}?`
  const takes = command.operand === undefined ? 'only options' : `one ${command.operand}`
  return new UsageError(`${command.name} takes ${takes}, not "${word}"${meant}`)
}
