/** Tags of resources, one by one and all at once, and lists that look for them. */
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

async function tagged(...tags: string[]): Promise<string> {
  const { id } = await my.make('network')
  await my.demo('PUT', `/networks/${id}/tags`, { tags })
  return id
}

test('tags are set, added, asked for and taken away', async () => {
  const id = await tagged()
  const path = `/networks/${id}/tags`
  const set = await my.demo('PUT', path, { tags: ['b', 'a'] })
  expect([set.status, set.body]).toEqual([200, { tags: ['b', 'a'] }])
  expect((await my.demo('GET', path)).body).toEqual({ tags: ['a', 'b'] })
  const added = await my.demo('PUT', `${path}/c`)
  expect([added.status, added.text]).toEqual([201, 'null'])
  expect((await my.demo('POST', path, { tags: ['d', 'a'] })).body).toEqual({ tags: ['d', 'a'] })
  expect((await my.demo('GET', path)).body).toEqual({ tags: ['a', 'b', 'c', 'd'] })
  expect((await my.demo('GET', `${path}/c`)).status).toBe(204)
  expect((await my.demo('DELETE', `${path}/c`)).status).toBe(204)
  for (const method of ['GET', 'DELETE']) {
    expect(refusal(await my.demo(method, `${path}/c`))).toBe(
      '404 TagNotFound: Tag c could not be found.',
    )
  }
  expect((await my.demo('DELETE', path)).status).toBe(204)
  const { network } = (await my.demo('GET', `/networks/${id}`)).body
  // Each change is a revision, and what is so already is none.
  expect(network).toMatchObject({ tags: [], revision_number: 6 })
  await my.demo('DELETE', path)
  expect((await my.demo('GET', `/networks/${id}`)).body.network.revision_number).toBe(6)
})

test('an answer repeats what else came with tags', async () => {
  const path = `/networks/${await tagged('old')}/tags`
  for (const method of ['PUT', 'POST']) {
    const body = { tags: [method], more: 1 }
    expect((await my.demo(method, path, body)).body).toEqual(body)
  }
  expect((await my.demo('GET', path)).body).toEqual({ tags: ['POST', 'PUT'] })
})

describe('refusals', () => {
  test.each([
    [{}, 'Invalid tags body.'],
    [[], 'Invalid tags body.'],
    [{ tags: 'x' }, "'x' is not a list."],
    [{ tags: ['a', 'a'] }, "Duplicate items in the list: 'a'."],
    [{ tags: [1] }, "'1' is not a valid string."],
  ])('%j', async (body, reason) => {
    const path = `/networks/${await tagged('kept')}/tags`
    for (const method of ['PUT', 'POST']) {
      expect(refusal(await my.demo(method, path, body))).toBe(
        `400 InvalidInput: Invalid input for operation: ${reason}`,
      )
    }
    expect((await my.demo('GET', path)).body).toEqual({ tags: ['kept'] })
  })

  test('more than fifty, and one that is too long', async () => {
    const fifty = Array.from({ length: 50 }, (_, number) => `t${number}`)
    const path = `/networks/${await tagged(...fifty)}/tags`
    expect(refusal(await my.demo('PUT', `${path}/more`))).toBe(
      '400 BadRequest: Bad networks request: The number of tags exceed the per-resource limit of 50.',
    )
    expect((await my.demo('PUT', `${path}/t1`)).status).toBe(201)
    const long = 'x'.repeat(256)
    expect(refusal(await my.demo('PUT', `${path}/${long}`))).toBe(
      `400 InvalidInput: Invalid input for operation: '${long}' exceeds maximum length of 255.`,
    )
  })

  test('readers see them, others do not, and neither sets any', async () => {
    const path = `/networks/${await tagged('a')}/tags`
    expect((await my.reader('GET', path)).body).toEqual({ tags: ['a'] })
    expect(refusal(await my.reader('PUT', `${path}/x`))).toBe(
      '403 PolicyNotAuthorized: rule:update_network:tags is disallowed by policy',
    )
    expect(refusal(await my.stranger('GET', path))).toBe(
      '403 PolicyNotAuthorized: rule:get_network:tags is disallowed by policy',
    )
    expect((await my.stranger('DELETE', path)).status).toBe(403)
    const nowhere = '/networks/11111111-2222-3333-4444-555555555555'
    expect(refusal(await my.demo('GET', `${nowhere}/tags`))).toBe(
      `404 TagResourceNotFound: Resource ${nowhere.slice(1).replace('/', ' ')} could not be found.`,
    )
    expect((await my.demo('GET', `/bogus/1/tags`)).status).toBe(404)
  })
})

test.each([
  ['tags=red', ['red', 'red,blue']],
  ['tags=red,blue', ['red,blue']],
  ['tags=red&tags=blue', ['red,blue']],
  ['tags-any=red,blue', ['red', 'blue', 'red,blue']],
  ['not-tags=red,blue', ['', 'red', 'blue']],
  ['not-tags-any=red,blue', ['']],
])('%s finds what has them', async (query, found) => {
  const ids = new Map<string, string>()
  for (const tags of ['', 'red', 'blue', 'red,blue']) {
    ids.set(await tagged(...tags.split(',').filter(Boolean)), tags)
  }
  const { networks } = (await my.demo('GET', `/networks?fields=id&${query}`)).body
  const listed = networks
    .map(({ id }: { id: string }) => ids.get(id))
    .filter((tags: string | undefined) => tags !== undefined)
  expect(listed.toSorted()).toEqual(found.toSorted())
})

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test('of tags that are added at once none is lost', async () => {
    const all = await networkCloud({ database: await backend.url('cloud') })
    await using _ = all.cloud
    const { id } = await all.make('network')
    const names = Array.from({ length: 12 }, (_one, number) => `tag-${number}`)
    const answers = await Promise.all(
      names.map((name) => all.demo('PUT', `/networks/${id}/tags/${name}`)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    const { network } = (await all.demo('GET', `/networks/${id}`)).body
    expect(network.tags).toEqual(names.toSorted())
    expect(network.revision_number).toBe(13)
  })
})
