import { isMap, isScalar, isSeq, LineCounter, parseDocument, type ParsedNode } from 'yaml'
import { type Check, CheckSyntaxError, type ListForm, parseCheck, printCheck } from './check.ts'
import { PolicyError } from './enforcer.ts'
import type { Override, PolicyFileOptions } from './override.ts'
import { problemsOf } from './references.ts'

export interface PolicyFile {
  /** Check strings by rule name. The list form is already turned into a string. */
  readonly overrides: ReadonlyMap<string, string>
  /** Sentences for the operator's log, each naming file, line and column. */
  readonly warnings: readonly string[]
}

const HOW = 'Write one rule a line: "rule:name": "check string".'

/**
 * Reads an operator's `policy.yaml` (JSON is YAML too).
 * Of a name that is there twice the last counts, as for oslo.policy's reader.
 * @throws PolicyError with file, line, column and reason of everything that is wrong: what is no
 *   YAML and no check, references that lead nowhere or back, and where `strict` names that no rule
 *   has or that are there twice
 */
export function parsePolicyFile(text: string, options: PolicyFileOptions): PolicyFile {
  const problems: string[] = []
  const all = overridesIn(text, options.fileName, problems)
  const byName = new Map(all.map((override) => [override.name, override]))
  const list = all.filter((override) => byName.get(override.name) === override)
  const repeated = repetitions(all, byName)
  const { problems: more, warnings } = problemsOf(list, options)
  problems.push(...(options.strict === true ? repeated : []), ...more)
  if (problems.length > 0) throw new PolicyError(problems)
  return {
    overrides: new Map(list.map((override) => [override.name, override.text])),
    warnings: options.strict === true ? warnings : [...repeated, ...warnings],
  }
}

/** A sentence for each override that a later one of the same name replaces. */
function repetitions(
  all: readonly Override[],
  last: ReadonlyMap<string, Override>,
): readonly string[] {
  return all
    .filter((override) => last.get(override.name) !== override)
    .map(({ name, place }) => {
      return `${place}: "${name}" is there again at ${last.get(name)!.place}; the last counts.`
    })
}

/** @throws PolicyError where it is no map */
function overridesIn(text: string, fileName: string, problems: string[]): Override[] {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
  })
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${fileName}:${line}:${col}`
  }
  if (document.errors.length > 0) {
    throw new PolicyError(
      document.errors.map(({ pos, message }) => `${place(pos[0])}: ${message}.`),
    )
  }
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return []
  if (!isMap(contents)) {
    throw new PolicyError([`${place(contents.range[0])}: this is no list of rules. ${HOW}`])
  }
  return contents.items.map(({ key, value }): Override => {
    const name = isScalar(key) ? String(key.value) : ''
    const within = (offset: number) => place(offsetIn(text, value, offset) ?? key.range[0])
    const at = place(key.range[0])
    const read = readValue(name, value, within)
    if ('problem' in read) {
      problems.push(read.problem)
      return { name, text: '!', check: { kind: 'never' }, place: at, placeOf: () => at }
    }
    return { name, ...read, place: at, placeOf: (part) => within(read.text.indexOf(part)) }
  })
}

type Read = { readonly text: string; readonly check: Check } | { readonly problem: string }

function readValue(
  name: string,
  value: ParsedNode | null,
  placeOf: (offset: number) => string,
): Read {
  try {
    const text = checkStringOf(value)
    return { text, check: parseCheck(text) }
  } catch (error) {
    if (!(error instanceof CheckSyntaxError)) throw error
    const { at, message } = error
    return { problem: `${placeOf(at)}: the check of "${name}" cannot be read: ${message}.` }
  }
}

/** Where a character of a check stands in the file; the start of the check where it is not plain. */
function offsetIn(text: string, node: ParsedNode | null, offset: number): number | undefined {
  if (node === null || node.range[1] === node.range[0]) return undefined
  const [start] = node.range
  if (!isScalar(node) || typeof node.value !== 'string') return start
  const first = /^["']/.test(text.slice(start)) ? start + 1 : start
  const written = text.slice(first, first + node.value.length)
  return written === node.value && offset >= 0 ? first + offset : start
}

function checkStringOf(node: ParsedNode | null): string {
  if (isScalar(node) && typeof node.value === 'string') return node.value
  if (isSeq(node)) {
    const list: unknown = node.toJSON()
    if (!isListForm(list)) throw new CheckSyntaxError('a list holds checks or lists of checks')
    return printCheck(parseCheck(list))
  }
  if (node === null || (isScalar(node) && node.value === null)) {
    throw new CheckSyntaxError('it is missing; write "@" to allow everybody or "!" to allow nobody')
  }
  throw new CheckSyntaxError('a check is a string')
}

function isListForm(value: unknown): value is ListForm {
  const isText = (item: unknown): item is string => typeof item === 'string'
  const isAlternative = (item: unknown) =>
    isText(item) || (Array.isArray(item) && item.every(isText))
  return Array.isArray(value) && value.every(isAlternative)
}
