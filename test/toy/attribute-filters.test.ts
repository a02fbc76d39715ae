/** Filters that are no columns: tags, members of lists, what depends on the caller. */
import { expect, test } from 'vitest'
import { freshDatabase, SHARED_BACKENDS } from '../support/databases.ts'
import { ADMIN, startHarbour } from './berth-requests.ts'
import type { Database } from '../../src/storage/database.ts'

const FENDERS = {
  a: { tags: ['red', 'soft'], ropes: [{ colour: 'white' }] },
  b: { tags: ['soft'], ropes: [{ colour: 'white' }, { colour: 'blue' }] },
  c: { description: 'Old' },
}

async function withFenders(database?: Database) {
  const { ask, make } = await startHarbour(database)
  const { id } = await make()
  const path = `/${id}/soft-fenders`
  for (const [name, values] of Object.entries(FENDERS)) {
    const { status } = await ask('POST', path, {
      body: { fender: { name, project_id: name === 'c' ? 'q' : 'p', ...values } },
      token: ADMIN,
    })
    expect(status).toBe(201)
  }
  const found = async (query: string, token = ADMIN) => {
    const { answer, refusal } = await ask('GET', `${path}${query}`, { token })
    return refusal ?? answer.fenders.map(({ name }: { name: string }) => name).join('')
  }
  return { ask, path, found }
}

test.each(SHARED_BACKENDS)('tags: $name', async (backend) => {
  const { found } = await withFenders(await freshDatabase(backend))
  const expected = {
    'tags=soft': 'ab',
    'tags=soft,red': 'a',
    'tags=soft&tags=red': 'a',
    'tags=Soft': '',
    'tags=': '',
    'tags=soft,': '',
    'tags-any=red,none': 'a',
    'tags-any=red&tags-any=soft': 'ab',
    'not-tags=red,soft': 'bc',
    'not-tags=soft': 'c',
    'not-tags-any=red,soft': 'c',
    'not-tags-any=red': 'bc',
    'tags=soft&not-tags=red': 'b',
    'ropes=colour=white': 'ab',
    'ropes=colour=blue&ropes=colour=green': 'b',
    'ropes=length=3': 'abc',
    'ropes=colour_substr=LU': 'b',
    'ropes=colour_substr=lu&ropes=colour_substr=hit': 'ab',
    'ropes=colour_substr=hit&ropes=colour=blue': 'b',
    'ropes=colour_substr=%25': '',
    'description=old': 'c',
    'revision_number=0': 'abc',
    'revision_number=x': '',
    'own=yes': '',
    'own=no': '',
    'metadata=1&get=2': 'abc',
  }
  for (const [query, names] of Object.entries(expected)) {
    expect([query, await found(`?sort_key=name&sort_dir=asc&${query}`)]).toEqual([query, names])
  }
  expect(await found('?own=yes&sort_key=name&sort_dir=asc', 'member@p')).toBe('ab')
})

test('of the standard attributes, none orders a list, and times filter none', async () => {
  const { found } = await withFenders()
  for (const key of ['description', 'created_at', 'revision_number', 'tags']) {
    expect(await found(`?sort_key=${key}&sort_dir=asc`)).toBe(
      `HTTPBadRequest: ['${key}'] is invalid attribute for sort_keys`,
    )
  }
  expect(await found('?created_at=x&updated_at=y')).toBe(
    "HTTPBadRequest: ['created_at', 'updated_at'] is invalid attribute for filtering",
  )
  expect(await found('?ropes=white')).toBe(
    "InvalidInput: Invalid input for operation: 'white' is not of the form <key>=[value].",
  )
})

test('tags may be set when something is made, and are seen by those whom a rule lets see them', async () => {
  const { ask, path } = await withFenders()
  const post = async (tags: unknown) =>
    ask('POST', path, { body: { fender: { tags } }, token: ADMIN })
  expect((await post(['x', 'x'])).refusal).toBe(
    "HTTPBadRequest: Invalid input for tags. Reason: Duplicate items in the list: 'x'.",
  )
  const { answer } = await post(['x', 'y'])
  expect(answer.fender.tags).toEqual(['x', 'y'])
  const changed = await ask('PUT', `${path}/${answer.fender.id}`, {
    body: { fender: { tags: [] } },
  })
  expect(changed.refusal).toBe('HTTPBadRequest: Cannot update read-only attribute tags')
  const seen = await ask('GET', path)
  expect(seen.answer.fenders).toHaveLength(4)
  for (const fender of seen.answer.fenders) expect(fender).not.toHaveProperty('tags')
  const one = await ask('GET', `${path}/${answer.fender.id}`)
  expect(one.answer.fender).not.toHaveProperty('tags')
})

test('the core looks at limits before sort keys, others after; of one item it looks at both', async () => {
  const { ask, path, found } = await withFenders()
  const query = '?limit=x&sort_key=name'
  const limit = /^BadRequest: Bad limit request/
  expect(await found(query)).toMatch(limit)
  expect((await ask('GET', query)).refusal).toMatch(/number of sort_keys/)
  expect((await ask('GET', `${path}/none${query}`)).refusal).toMatch(limit)
  expect((await ask('GET', `/none${query}`)).refusal).toMatch(/^BerthNotFound/)
})
