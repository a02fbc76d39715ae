/** Our rules are upstream's, to the letter: name, check string and scopes. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/app.ts'
import { rulesOf } from '../../src/kernel/registry.ts'

const FILE = fileURLToPath(new URL('../../../shared/upstream/policy.tsv', import.meta.url))
const here = existsSync(FILE)

const PROJECTS: Readonly<Record<string, string>> = {
  identity: 'keystone',
  compute: 'nova',
  'block-storage': 'cinder',
  image: 'glance',
}

function upstreamRules(): Map<string, string> {
  const [header, ...lines] = readFileSync(FILE, 'utf8').trimEnd().split('\n')
  const names = header!.split('\t')
  const at = (name: string) => names.indexOf(name)
  return new Map(
    lines
      .map((line) => line.split('\t'))
      .map((cells) => [
        `${cells[at('service')]} ${cells[at('rule')]}`,
        inWords(cells[at('check_str')]!, (cells[at('scope_types')] ?? '').split(',')),
      ]),
  )
}

/** Blanks and the order of scopes mean nothing; `@` and the empty string both always allow. */
function inWords(check: string, scopes: readonly string[]): string {
  const plain = /^@( |$)/.test(check) ? '' : check.replace(/\s+/g, ' ').trim()
  return `${plain} [${scopes.filter(Boolean).toSorted().join(', ')}]`
}

test.skipIf(!here)(
  here
    ? 'every rule has the name, the check string and the scopes of upstream'
    : 'every rule is that of upstream: skipped, ../shared/upstream/policy.tsv is not here',
  () => {
    const upstream = upstreamRules()
    const differing = SERVICES.flatMap((service) =>
      rulesOf(service).flatMap((rule) => {
        const theirs = upstream.get(`${PROJECTS[service.type]} ${rule.name}`)
        const ours = inWords(rule.check, rule.scopes)
        if (theirs === ours) return []
        return [`${service.type} ${rule.name}: ${ours}, upstream: ${theirs ?? 'no such rule'}`]
      }),
    )
    expect(differing).toEqual([])
  },
)
