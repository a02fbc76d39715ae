/** Help that teaches: what a command does, with examples, and what comes next. */
import { TOPICS } from '../config/setting.ts'
import { settingNamed, settingOf } from '../config/settings.ts'
import { optionsOf } from './arguments.ts'
import type { Command, Option } from './command.ts'

const WIDEST = 100

/** What `stackling` alone and `stackling --help` print. */
export function overview(commands: readonly Command[], columns: number): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'stackling: an OpenStack-compatible cloud in one process.',
    section(
      'Usage',
      commands.map(({ name, summary }) => `stackling ${name.padEnd(width)}  ${summary}`),
    ),
    section('The first minute', [
      'stackling serve                 # starts the cloud; then, in another terminal:',
      'eval "$(stackling env)"         # logs you in',
      'openstack token issue',
    ]),
    wrapped('stackling <command> --help says more about each.', '', columns),
  ].join('\n\n')
}

export function helpOf(command: Command, columns: number): string {
  const width = Math.min(columns, WIDEST)
  const parts = [
    `stackling ${command.name}: ${command.summary}`,
    section('Usage', [`stackling ${usageOf(command)}`]),
    ...command.about.map((paragraph) => wrapped(paragraph, '', width)),
    ...optionSections(command, width),
    section(
      'Examples',
      command.examples.flatMap(([line, purpose]) => [line, wrapped(purpose, '    ', width - 2)]),
    ),
  ]
  if (command.next !== undefined) parts.push(section('Next', command.next.split('\n')))
  return parts.join('\n\n')
}

/** What `stackling user --help` prints. */
export function familyHelp(family: string, commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => usageOf(command).length))
  return [
    `stackling ${family} needs one word more.`,
    section(
      'Usage',
      commands.map((command) => {
        return `stackling ${usageOf(command).padEnd(width)}  ${command.summary}`
      }),
    ),
    `stackling ${family} <word> --help says more about each.`,
  ].join('\n\n')
}

function usageOf({ name, operand }: Command): string {
  return [name, ...(operand === undefined ? [] : [operand]), '[options]'].join(' ')
}

function optionSections(command: Command, columns: number): string[] {
  const help: Option = { name: 'help', help: 'Shows this.' }
  const own = described('Options', [...command.options, help], columns)
  const settings = optionsOf(command).slice(command.options.length)
  const byTopic = Object.entries(TOPICS).flatMap(([topic, title]) => {
    const options = settings.filter(({ name }) => settingOf(settingNamed(name)!).topic === topic)
    return options.length === 0 ? [] : [described(title, options, columns)]
  })
  return [...byTopic, own]
}

function described(title: string, options: readonly Option[], columns: number): string {
  const lines = options.flatMap(({ name, placeholder, help }) => [
    `--${name}${placeholder === undefined ? '' : ` ${placeholder}`}`,
    wrapped(help + defaultOf(name), '      ', columns - 2),
  ])
  return section(title, lines)
}

/** ` (default: 5000)`, or nothing for an option that is no setting. */
function defaultOf(name: string): string {
  const setting = settingNamed(name)
  if (setting === undefined) return ''
  const { shown, default: value } = settingOf(setting)
  return ` (default: ${shown ?? String(value)})`
}

function section(title: string, lines: readonly string[]): string {
  const body = lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`)
  return [`${title}:`, ...body].join('\n')
}

/** Breaks lines between words so that none, with its indent, is longer than `columns`. */
function wrapped(words: string, indent: string, columns: number): string {
  const lines = ['']
  for (const word of words.split(' ')) {
    const line = lines.at(-1)!
    if (line === '') lines[lines.length - 1] = word
    else if (indent.length + line.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${line} ${word}`
    } else lines.push(word)
  }
  return lines.map((line) => indent + line).join('\n')
}
