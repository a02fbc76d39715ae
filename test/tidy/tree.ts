/** The project's own files, as the tidy test reads them. Paths are relative to the root, with `/`. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What a clone does not hold: installed, built or written at run time. Equal to .gitignore. */
const NOT_OURS = new Set(['.git', 'node_modules', 'dist', '.stackling', 'coverage'])

function walk(folder: string): string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name) || entry.name.endsWith('.log')) return []
    const path = folder + entry.name
    return entry.isDirectory() ? walk(`${path}/`) : [path]
  })
}

export const FILES: readonly string[] = walk('').sort()
export const SOURCES = FILES.filter((path) => path.startsWith('src/') && path.endsWith('.ts'))
export const CODE = FILES.filter((path) => /\.(ts|mjs|js)$/.test(path))

const texts = new Map<string, string>()
export function text(path: string): string {
  let found = texts.get(path)
  if (found === undefined) texts.set(path, (found = readFileSync(ROOT + path, 'utf8')))
  return found
}

export interface Import {
  /** A path of ours, or the name of a package. */
  readonly target: string
  readonly typeOnly: boolean
}

const STATIC = /^\s*(?:import|export)\s+(type\s)?[^'"`;()]*?\bfrom\s+['"]([^'"]+)['"]/gm
const BARE = /^\s*import\s+['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** What a file imports, in the order of the kinds of import: static, for effect, at run time. */
export function importsOf(path: string): Import[] {
  const body = withoutComments(text(path))
  return [
    ...[...body.matchAll(STATIC)].map((m) => ({ target: m[2]!, typeOnly: m[1] !== undefined })),
    ...[...body.matchAll(BARE)].map((m) => ({ target: m[1]!, typeOnly: false })),
    ...[...body.matchAll(DYNAMIC)].map((m) => ({ target: m[1]!, typeOnly: false })),
  ].map(({ target, typeOnly }) => ({ target: resolve(path, target), typeOnly }))
}

function resolve(from: string, target: string): string {
  if (!target.startsWith('.')) return target
  return new URL(target, `file:///${from}`).pathname.slice(1)
}

/** Comments become blanks of the same number of lines, so that line numbers stay true. */
export function withoutComments(code: string): string {
  return code
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[\s;{}(),])\/\/[^\n]*/g, '$1')
}

/** `path:line` of every match, for a message that an editor can open. */
export function places(path: string, body: string, pattern: RegExp): string[] {
  return [...body.matchAll(new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`))].map(
    (match) => `${path}:${body.slice(0, match.index).split('\n').length}: ${match[0].trim()}`,
  )
}
