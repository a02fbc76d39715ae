/**
 * YAML files that people write. The parser is not small and most runs need none, so this module is
 * imported where it is needed: `await import('./yaml.ts')`. (A package itself must not be imported
 * that way: bundled, a CommonJS package would lose its names.)
 */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { ConfigError } from './errors.ts'

export interface Entry {
  readonly key: string
  /** Plain data: text, numbers, booleans, lists, objects. */
  readonly value: unknown
  /** `file:line`, for the beginning of a message. */
  readonly place: string
}

/** The entries of the map at the top, each with its line. An empty file has none. @throws ConfigError */
export function readYamlMap(file: string, written: string): Entry[] {
  const lineCounter = new LineCounter()
  const document = parseDocument(written, { lineCounter, prettyErrors: false })
  const line = (offset: number): string => `${file}:${lineCounter.linePos(offset).line}`
  const [mistake] = document.errors
  if (mistake) throw new ConfigError(`${line(mistake.pos[0])}: ${mistake.message}`)
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return []
  if (!isMap(contents)) {
    throw new ConfigError(`${line(contents.range[0])}: write one "name: value" a line`)
  }
  return contents.items.map(({ key, value }) => {
    const place = line((key as { range: [number, number, number] }).range[0])
    if (!isScalar(key) || typeof key.value !== 'string') {
      throw new ConfigError(`${place}: a name must be plain text`)
    }
    const node = value as { toJS(of: typeof document): unknown } | null
    return { key: key.value, value: node === null ? null : node.toJS(document), place }
  })
}
