/** Upstream's default rules, as its own generator lists them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const UPSTREAM = fileURLToPath(
  new URL('../../../shared/upstream/policy.tsv', import.meta.url),
)

const COLUMNS = [
  'service',
  'rule',
  'check_str',
  'operations',
  'scope_types',
  'deprecated_rule',
  'deprecated_check_str',
] as const

export type UpstreamRule = Readonly<Record<(typeof COLUMNS)[number], string>>

export function readUpstream(): UpstreamRule[] {
  const [header, ...lines] = readFileSync(UPSTREAM, 'utf8').trimEnd().split('\n')
  const names = header!.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    const cell = (name: string) => cells[names.indexOf(name)] ?? ''
    return Object.fromEntries(COLUMNS.map((name) => [name, cell(name)])) as UpstreamRule
  })
}
