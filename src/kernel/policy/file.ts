import { isMap, isScalar, isSeq, LineCounter, parseDocument, type ParsedNode } from 'yaml'
import { CheckSyntaxError, type ListForm, parseCheck, printCheck } from './check.ts'
import { PolicyError } from './enforcer.ts'

export interface PolicyFile {
  /** Check strings by rule name. The list form is already turned into a string. */
  readonly overrides: ReadonlyMap<string, string>
  /** Sentences for the operator's log, each naming file and line. */
  readonly warnings: readonly string[]
}

const HOW = 'Write one rule a line: "rule:name": "check string".'

/**
 * Reads an operator's `policy.yaml` (JSON is YAML too).
 * @param fileName how messages call the file.
 * @param knownNames rules that exist; others are kept, for rules to refer to, and warned about.
 * @throws PolicyError with file, line and reason of everything that is wrong.
 */
export function parsePolicyFile(
  text: string,
  fileName: string,
  knownNames: ReadonlySet<string>,
): PolicyFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const place = (offset: number) => `${fileName}:${lines.linePos(offset).line}`
  if (document.errors.length > 0) {
    throw new PolicyError(
      document.errors.map((error) => `${place(error.pos[0])}: ${error.message.split('\n')[0]}`),
    )
  }
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    return { overrides: new Map(), warnings: [] }
  }
  if (!isMap(contents)) {
    throw new PolicyError([`${place(contents.range[0])}: this is no list of rules. ${HOW}`])
  }
  const overrides = new Map<string, string>()
  const warnings: string[] = []
  const problems: string[] = []
  for (const { key, value } of contents.items) {
    const at = place(key.range[0])
    const name = isScalar(key) ? String(key.value) : ''
    try {
      overrides.set(name, checkStringOf(value))
      if (!knownNames.has(name)) warnings.push(`${at}: no rule is called "${name}".`)
    } catch (error) {
      if (!(error instanceof CheckSyntaxError)) throw error
      problems.push(`${at}: the check of "${name}" cannot be read: ${error.message}.`)
    }
  }
  if (problems.length > 0) throw new PolicyError(problems)
  return { overrides, warnings }
}

function checkStringOf(node: ParsedNode | null): string {
  if (isScalar(node) && typeof node.value === 'string') {
    parseCheck(node.value)
    return node.value
  }
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
