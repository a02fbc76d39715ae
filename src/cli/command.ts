/** What a command says of itself; help, parsing and running are derived from it. */
import type { SettingName, Settings } from '../config/settings.ts'

/** The world outside, so that a test can stand in for it. */
export interface Io {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingDirectory: string
  /** Columns of the terminal that help is wrapped to. */
  readonly columns: number
  /** Is standard error a terminal? */
  readonly terminal: boolean
  readonly input: Input
  /** What the command was asked for. */
  out(text: string): void
  /** What went wrong, and progress. */
  err(text: string): void
}

/** Standard input. */
export interface Input {
  readonly terminal: boolean
  /** All of it. */
  text(): Promise<string>
  /**
   * Asks on standard error, one question after the other, and shows nothing of what is typed from
   * before the first until after the last. Undefined where it was given up.
   */
  hidden(questions: readonly string[]): Promise<readonly string[] | undefined>
}

export interface Option {
  readonly name: string
  /** Stands for the value in help; a flag without a value has none. */
  readonly placeholder?: string
  readonly help: string
}

export interface Invocation {
  readonly settings: Settings
  /** The word after the command; undefined where there is none. */
  readonly operand: string | undefined
  /** Options that are no settings; a flag without a value is `''`. */
  readonly options: ReadonlyMap<string, string>
  readonly io: Io
}

/** @returns the exit status */
export type Run = (invocation: Invocation) => Promise<number>

export interface Command {
  /** One word, or two where several commands are about one kind of thing: `user create`. */
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** Paragraphs that say what it does and when to use it. */
  readonly about: readonly string[]
  readonly settings: readonly SettingName[]
  readonly options: readonly Option[]
  /** A word that may follow the command, as help shows it: `<name>`. */
  readonly operand?: string
  /** A command line and what it is good for. */
  readonly examples: readonly (readonly [line: string, purpose: string])[]
  /** What one does after it. */
  readonly next?: string
  /** Commands are loaded when they run, so that none waits for the others. */
  load(): Promise<Run>
}

/** A command line that cannot be understood, in words for whoever typed it. */
export class UsageError extends Error {
  override name = 'UsageError'
}
