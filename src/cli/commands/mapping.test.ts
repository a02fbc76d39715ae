import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../program.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stackling-mapping-'))
})
afterAll(() => rm(directory, { recursive: true }))

const RULES = [
  {
    local: [{ user: { name: '{0}' } }, { groups: '{1}', domain: { name: 'Default' } }],
    remote: [{ type: 'sub' }, { type: 'groups', blacklist: ['admin'] }],
  },
]

async function tried(rules: unknown, attributes: unknown) {
  const said = { out: '', err: '' }
  const write = (name: string, value: unknown) =>
    writeFile(join(directory, name), typeof value === 'string' ? value : JSON.stringify(value))
  await write('rules.json', rules)
  await write('who.json', attributes)
  const status = await run(['mapping', '--rules', 'rules.json', '--attributes', 'who.json'], {
    environment: {},
    workingDirectory: directory,
    columns: 80,
    terminal: false,
    input: { terminal: false, text: async () => '', hidden: async () => undefined },
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
  })
  return { status, ...said }
}

test.each([
  ['a mapping', { rules: RULES, schema_version: '2.0' }, ['dev', 'admin']],
  ['rules alone, and values with semicolons', RULES, 'dev;admin'],
])('%s says who somebody would be', async (_, rules, groups) => {
  const { status, out, err } = await tried(rules, { sub: 'bob', groups })
  expect({ status, err }).toEqual({ status: 0, err: '' })
  const got = JSON.parse(out)
  expect(got.user).toMatchObject({ name: 'bob', type: 'ephemeral' })
  expect(got).toMatchObject({
    group_ids: [],
    group_names: [{ name: 'dev', domain: { name: 'Default' } }],
    projects: [],
  })
})

test.each([
  ['rules that are none', [], {}, /rules are wrong: \[\] should be non-empty/],
  [
    'a version that is none',
    { rules: RULES, schema_version: '9' },
    {},
    /Unknown schema_version: 9/,
  ],
  ['nobody', RULES, { sub: 'bob' }, /nobody comes in: no rule of the mapping applies/],
  ['attributes that are none', RULES, { sub: 1 }, /attributes are no object of texts/],
  ['a file that is no JSON', '{', {}, /rules\.json is no JSON/],
])('%s: it says so and ends with 1', async (_, rules, attributes, words) => {
  const { status, out, err } = await tried(rules, attributes)
  expect(status).not.toBe(0)
  expect(out).toBe('')
  expect(err).toMatch(words)
})
