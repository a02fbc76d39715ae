/** Revisions of a resource that is a table of attributes, and changes that are held to one. */
import { describe, expect, test } from 'vitest'
import { freshDatabase, SHARED_BACKENDS } from '../support/databases.ts'
import { startHarbour } from './berth-requests.ts'

const CHANGE = { body: { berth: { name: 'x' } } }
const matching = (tag: string) => ({ ...CHANGE, headers: { 'If-Match': tag } })

test('every change counts the revision up, though nothing is another than before', async () => {
  const { ask, make } = await startHarbour()
  const { id, revision_number } = await make()
  expect(revision_number).toBe(0)
  for (const expected of [1, 2]) {
    const { answer } = await ask('PUT', `/${id}`, CHANGE)
    expect(answer.berth).toMatchObject({ name: 'x', revision_number: expected })
  }
  expect((await ask('GET', `/${id}`)).answer.berth).toMatchObject({ revision_number: 2 })
})

test('a change that demands another revision is refused, and so is a deletion', async () => {
  const { ask, make } = await startHarbour()
  const { id } = await make()
  const refusal = 'RevisionNumberConstraintFailed: Constrained to 5, but current revision is 0'
  for (const method of ['PUT', 'DELETE']) {
    const { body, headers } = matching('revision_number=5')
    const got = await ask(method, `/${id}`, method === 'PUT' ? { body, headers } : { headers })
    expect([got.status, got.refusal]).toEqual([412, refusal])
  }
  expect((await ask('GET', `/${id}`)).answer.berth).toMatchObject({ name: '', revision_number: 0 })
  expect((await ask('PUT', `/${id}`, matching('revision_number=0'))).status).toBe(200)
  const { headers } = matching('"other", "revision_number=1"')
  expect((await ask('DELETE', `/${id}`, { headers })).status).toBe(204)
})

test('a demand that cannot be read is refused, one of something else does nothing', async () => {
  const { ask, make } = await startHarbour()
  const { id } = await make()
  const refusals = {
    'revision_number=x':
      'BadRequest: Bad if-match request: Revision number etag must be in the format of ' +
      'revision_number=<int>.',
    '"revision_number=0", "revision_number=1"':
      'BadRequest: Bad if-match request: Multiple revision_number etags are not supported..',
  }
  for (const [tag, refusal] of Object.entries(refusals)) {
    const got = await ask('PUT', '/none', matching(tag))
    expect([got.status, got.refusal]).toEqual([400, refusal])
  }
  for (const tag of ['*', '"abc"', 'W/"revision_number=9"', 'revision=9']) {
    expect([tag, (await ask('PUT', `/${id}`, matching(tag))).status]).toEqual([tag, 200])
  }
  // What is created has no revision yet, and what is shown is not changed.
  expect(
    (await ask('GET', `/${id}`, { headers: { 'If-Match': 'revision_number=99' } })).status,
  ).toBe(200)
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of many who demand the same revision at once, one changes it', async () => {
    const { ask, make } = await startHarbour(await freshDatabase(backend))
    const { id } = await make()
    const all = await Promise.all(
      Array.from({ length: 8 }, () => ask('PUT', `/${id}`, matching('revision_number=0'))),
    )
    const refusal = 'RevisionNumberConstraintFailed: Constrained to 0, but current revision is 1'
    const told = all.map((one) => one.refusal ?? one.answer.berth.revision_number)
    expect(told.filter((one) => one === 1)).toHaveLength(1)
    expect(told.filter((one) => one === refusal)).toHaveLength(7)
  })

  test('of many changes at once none is lost, and each is told its own revision', async () => {
    const { ask, make } = await startHarbour(await freshDatabase(backend))
    const { id } = await make()
    const all = await Promise.all(Array.from({ length: 8 }, () => ask('PUT', `/${id}`, CHANGE)))
    const told = all.map((one) => one.answer.berth.revision_number as number)
    expect(told.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('what was changed meanwhile is not deleted by who demands what it was', async () => {
    const { ask, make } = await startHarbour(await freshDatabase(backend))
    const { id } = await make()
    const { headers } = matching('revision_number=0')
    const [changed, deleted] = await Promise.all([
      ask('PUT', `/${id}`, matching('revision_number=0')),
      ask('DELETE', `/${id}`, { headers }),
    ])
    const outcomes = [changed.status, deleted.status]
    expect([
      [200, 412],
      [404, 204],
    ]).toContainEqual(outcomes)
  })
})
