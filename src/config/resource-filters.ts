/** The file that says by what lists of Block Storage can be filtered, as Cinder reads it. */
import { ConfigError } from './errors.ts'
import { readYamlMap } from './yaml.ts'

/**
 * Filters by resource, in the order of the file: `{"volume": ["name", "status"]}`. JSON, which is
 * YAML too.
 * @throws ConfigError naming the line
 */
export function parseResourceFilters(
  written: string,
  file: string,
): ReadonlyMap<string, readonly string[]> {
  const filters = new Map<string, readonly string[]>()
  for (const { key, value, place } of readYamlMap(file, written)) {
    if (!isNames(value)) {
      throw new ConfigError(`${place}: ${key} must be a list of the names of filters`)
    }
    filters.set(key, value)
  }
  return filters
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '')
}
