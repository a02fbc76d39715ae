/** How long a file and a function may be. */
import { CODE, FILES, text } from './tree.ts'

const LINES_IN_A_FILE = 300
const LINES_IN_A_FUNCTION = 70

export function longFiles(): string[] {
  return FILES.filter((path) => /^(src|test|bench|scripts)\/.*\.(ts|mjs|js)$/.test(path))
    .map((path) => ({ path, lines: text(path).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LINES_IN_A_FILE)
    .map(
      ({ path, lines }) =>
        `${path} has ${lines} lines. A file holds one URL subtree and at most ${LINES_IN_A_FILE} ` +
        'lines: make it a folder and split it by what is in it.',
    )
}

/**
 * A function opens on a line that names it (or hands over an arrow) and ends in `{`, and closes on
 * the first line of the same indentation that starts with `}`: true of formatted code, and needs
 * no parser. Blocks that only group tests, and classes, are no functions.
 */
export function longFunctions(): string[] {
  return CODE.flatMap((path) => {
    const lines = text(path).split('\n')
    return lines.flatMap((line, start) => {
      if (!opensFunction(line)) return []
      const indent = /^\s*/.exec(line)![0]
      const length = lines.slice(start).findIndex((later, i) => i > 0 && closes(later, indent)) + 1
      if (length <= LINES_IN_A_FUNCTION) return []
      return [
        `${path}:${start + 1} opens a function of ${length} lines; ${LINES_IN_A_FUNCTION} fit on ` +
          'a screen. Take out a part that has a name.',
      ]
    })
  })
}

function closes(line: string, indent: string): boolean {
  return line.startsWith(`${indent}}`)
}

function opensFunction(line: string): boolean {
  if (!/\{\s*$/.test(line)) return false
  if (/^\s*(describe|suite)\b/.test(line)) return false
  if (
    /^\s*(\}|if|for|while|switch|else|try|catch|do|return \{|class|interface|type)\b/.test(line)
  ) {
    return /=>\s*\{\s*$/.test(line)
  }
  return /\bfunction\b|=>\s*\{\s*$|^\s*(?:static |async |get |set |override |private )*[#\w[\].]+(?:<.*>)?\(.*\{\s*$|^\s*\)[^=]*\{\s*$/.test(
    line,
  )
}
