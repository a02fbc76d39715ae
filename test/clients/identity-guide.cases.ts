/** Every command of docs/identity.md, from the top to the end, as a reader types them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from './case.ts'

const ROOT = join(import.meta.dirname, '../..')

/** A directory that the blocks share, and the program under its name. */
const SHELL = `set -e
export STACKLING_DATA_DIR=$(dirname "$OS_CLIENT_CONFIG_FILE")
stackling() { '${process.execPath}' '${ROOT}/dist/stackling.js' "$@"; }
mkdir -p "$STACKLING_DATA_DIR/guide" && cd "$STACKLING_DATA_DIR/guide"
`

function blocks(): string[] {
  const page = readFileSync(join(ROOT, 'docs/identity.md'), 'utf8')
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]!)
}

export const IDENTITY_GUIDE: Case[] = blocks().map((block) => ({
  name: `the guide: ${/^ *(?:openstack|stackling|eval|cat|export) .*/m.exec(block)![0].trim()}`,
  run: SHELL + block,
}))
