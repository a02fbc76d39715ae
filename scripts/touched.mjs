/**
 * Which test files a change concerns: those in the folder of a changed file or in one below, and
 * those that import one. Nearly every test starts a cloud, which imports the whole program; what is
 * reached only through that does not count, or every change would concern every test.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
/** These import the whole program. */
const WHOLE = ['src/app.ts', 'src/services.ts', 'src/storage/tables.ts']
/** Rules on every file, declarations of every operation. */
const ALWAYS = ['test/tidy.test.ts', 'test/registry/operations.test.ts']
/** Folders of everything, whose tests further down are about something else. */
const BROAD = new Set(['.', 'src', 'test', 'test/support'])
/** Runs of their own, see vitest.config.ts. */
const ELSEWHERE = /^test\/(clients|after)\//

/** The paths of test files, relative to the root. */
export function touchedTests(branch) {
  const changed = new Set(changedFiles(branch))
  const folders = [...changed]
    .filter((path) => path.startsWith('src/') || path.startsWith('test/'))
    .map(dirname)
    .filter((folder) => !BROAD.has(folder))
  const concerns = (test) =>
    folders.some((folder) => test.startsWith(`${folder}/`)) ||
    [...importsOf(test)].some((path) => changed.has(path))
  const tests = git('ls-files', '-co', '--exclude-standard', 'src', 'test').filter(
    (path) => path.endsWith('.test.ts') && !ELSEWHERE.test(path),
  )
  return [...new Set([...ALWAYS, ...tests.filter(concerns)])]
}

/** The paths of the changed sources that are in one of the folders and still there. */
export function touchedSources(branch, folders) {
  return changedFiles(branch).filter(
    (path) =>
      /\.m?[jt]s$/.test(path) &&
      folders.some((folder) => path.startsWith(`${folder}/`)) &&
      existsSync(join(ROOT, path)),
  )
}

function changedFiles(branch) {
  const [base] = git('merge-base', branch, 'HEAD')
  return [...git('diff', '--name-only', base), ...git('ls-files', '-o', '--exclude-standard')]
}

/** The file itself and all that it imports, directly or not. */
function importsOf(start) {
  const seen = new Set([start])
  for (const path of seen) {
    if (!WHOLE.includes(path)) for (const imported of directImports(path)) seen.add(imported)
  }
  return seen
}

/** What is imported or exported on, and from which file. */
const IMPORT = /^(?:import|export) ((?:[^';]+ from )?)'(\.[^']+)'/gm
const known = new Map()

function directImports(path) {
  let imports = known.get(path)
  if (imports === undefined) {
    const text = textOf(path)
    imports = [...text.matchAll(IMPORT)]
      .filter(([, clause]) => !clause.startsWith('type '))
      .map(([, , specifier]) => relative(ROOT, resolve(ROOT, dirname(path), specifier)))
    known.set(path, imports)
  }
  return imports
}

function textOf(path) {
  try {
    return readFileSync(join(ROOT, path), 'utf8')
  } catch {
    return '' // Gone, but git still lists it.
  }
}

function git(...words) {
  const output = execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' })
  return output.split('\n').filter(Boolean)
}
