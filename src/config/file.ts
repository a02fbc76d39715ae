/** The YAML configuration file: settings by the names of their flags. */
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ConfigError, wrongValue } from './errors.ts'
import { flagOf, SETTING_NAMES, settingNamed, settingOf, type SettingName } from './settings.ts'
import { didYouMean } from './suggest.ts'

/** Values by setting, checked; `undefined` where there is no such file. @throws ConfigError */
export async function readSettingsFile(
  file: string,
): Promise<Map<SettingName, unknown> | undefined> {
  let written: string
  try {
    written = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new ConfigError(`${file} cannot be read: ${(error as Error).message}`)
  }
  const { readYamlMap } = await import('./yaml.ts')
  const values = new Map<SettingName, unknown>()
  for (const { key, value, place } of readYamlMap(file, written)) {
    const name = settingNamed(key)
    if (name === undefined) {
      const known = SETTING_NAMES.map((candidate) => flagOf(candidate))
      throw new ConfigError(`${place}: there is no setting "${key}"${didYouMean(key, known)}`)
    }
    const setting = settingOf(name)
    if (setting.outsideFile) {
      throw new ConfigError(`${place}: ${key} says where this file is, so it cannot stand in it`)
    }
    const read = setting.kind.read(value, dirname(file))
    if (read === undefined) throw new ConfigError(`${place}: ${wrongValue(key, setting, value)}`)
    values.set(name, read)
  }
  return values
}
