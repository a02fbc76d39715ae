import { existsSync, readdirSync } from 'node:fs'

/** Names of all files below a directory, at whatever depth; none where it is not there. */
export function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return []
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}
