import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Runs of their own, see vitest.config.ts. */
const ELSEWHERE = [join(ROOT, 'test/clients'), join(ROOT, 'test/after')]

/** The absolute paths of every test file of the suite. */
export function suiteFiles(): string[] {
  return ['src', 'test']
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !ELSEWHERE.some((folder) => path.startsWith(`${folder}/`)))
}
