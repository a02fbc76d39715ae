/** Finds the value of every setting: default < file < environment < flag. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, wrongValue } from './errors.ts'
import { readSettingsFile } from './file.ts'
import {
  flagOf,
  SETTING_NAMES,
  settingOf,
  variableOf,
  type SettingName,
  type Settings,
} from './settings.ts'
import { closest } from './suggest.ts'

export interface Sources {
  /** What was written on the command line, by setting. */
  readonly flags: ReadonlyMap<SettingName, string>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingDirectory: string
}

export interface Loaded {
  readonly settings: Settings
  /** The configuration file that was read. */
  readonly file: string | undefined
  /** What is odd but no reason to stop. */
  readonly warnings: readonly string[]
}

/** @throws ConfigError naming the flag, the variable or the line of the file that is wrong */
export async function loadSettings(sources: Sources): Promise<Loaded> {
  const { workingDirectory } = sources
  const written = new Map([...fromEnvironment(sources), ...fromFlags(sources)])
  const { file, values } = await fromFile(written, workingDirectory)
  const entries = SETTING_NAMES.map((name) => {
    const { kind, default: fallback } = settingOf(name)
    const found = written.get(name) ?? values.get(name)
    if (found !== undefined || typeof fallback !== 'string') return [name, found ?? fallback]
    return [name, kind.read(fallback, workingDirectory)]
  })
  const settings = Object.fromEntries(entries) as Settings
  return { settings, file, warnings: strangers(sources.environment) }
}

function fromFlags({ flags, workingDirectory }: Sources): Map<SettingName, unknown> {
  return new Map(
    [...flags].map(([name, raw]) => [name, read(name, `--${flagOf(name)}`, raw, workingDirectory)]),
  )
}

function fromEnvironment({ environment, workingDirectory }: Sources): Map<SettingName, unknown> {
  const values = new Map<SettingName, unknown>()
  for (const name of SETTING_NAMES) {
    const variable = variableOf(name)
    const raw = environment[variable]
    // Compose files pass variables that are not set as empty ones.
    if (raw === undefined || raw === '') continue
    values.set(name, read(name, variable, raw, workingDirectory))
  }
  return values
}

function read(name: SettingName, shownAs: string, raw: string, base: string): unknown {
  const setting = settingOf(name)
  const value = setting.kind.read(raw, base)
  if (value === undefined) throw new ConfigError(wrongValue(shownAs, setting, raw))
  return value
}

async function fromFile(
  written: ReadonlyMap<SettingName, unknown>,
  workingDirectory: string,
): Promise<{ file: string | undefined; values: ReadonlyMap<SettingName, unknown> }> {
  const named = written.get('config') as string | undefined
  if (named !== undefined) {
    const values = await readSettingsFile(named)
    if (values === undefined) throw new ConfigError(`There is no configuration file ${named}`)
    return { file: named, values }
  }
  const { kind, default: fallback } = settingOf('dataDir')
  const dataDir = (written.get('dataDir') ?? kind.read(fallback, workingDirectory)) as string
  const file = join(dataDir, 'stackling.yaml')
  if (!existsSync(file)) return { file: undefined, values: new Map() }
  const values = await readSettingsFile(file)
  if (values?.has('dataDir')) {
    throw new ConfigError(
      `${file} was found through the data directory, so it cannot move it: remove its data-dir, ` +
        'or name the file with --config',
    )
  }
  return { file, values: values ?? new Map() }
}

/**
 * Variables of ours that are no setting, but nearly. Others are nobody's mistake: orchestrators
 * make variables out of the names of services.
 */
function strangers(environment: Sources['environment']): string[] {
  const prefix = 'STACKLING_'
  const known = SETTING_NAMES.map((name) => variableOf(name).slice(prefix.length))
  return Object.keys(environment).flatMap((variable) => {
    const name = variable.slice(prefix.length)
    if (!variable.startsWith(prefix) || known.includes(name)) return []
    const meant = closest(name, known)
    return meant === undefined ? [] : [`${variable} is no setting; did you mean ${prefix}${meant}?`]
  })
}
