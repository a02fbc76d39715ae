/** Resources that are parts of others, as Neutron has them beneath policies and floating IPs. */
import { expect, test } from 'vitest'
import { ADMIN, startHarbour, type Harbour } from './berth-requests.ts'

const NONE = 'BerthNotFound: Berth none could not be found.'

async function withFender(): Promise<Harbour & { berth: string; path: string; id: string }> {
  const harbour = await startHarbour()
  const { id: berth } = await harbour.make()
  const path = `/${berth}/soft-fenders`
  const created = await harbour.ask('POST', path, { body: { fender: { name: 'one' } } })
  expect(created.status).toBe(201)
  return { ...harbour, berth, path, id: created.answer.fender.id }
}

test('a part is made, shown, listed, changed and deleted beneath what it is a part of', async () => {
  const { ask, path, id } = await withFender()
  const shown = { id, name: 'one', project_id: 'p', description: '', revision_number: 0 }
  const { answer } = await ask('GET', `${path}/${id}`)
  expect(answer.fender).toMatchObject(shown)
  expect(answer.fender).not.toHaveProperty('own')
  expect((await ask('GET', path)).answer.fenders).toEqual([answer.fender])
  const changed = await ask('PUT', `${path}/${id}`, { body: { fender: { name: 'two' } } })
  expect(changed.answer.fender).toMatchObject({ name: 'two', revision_number: 1 })
  expect((await ask('DELETE', `${path}/${id}`)).status).toBe(204)
  expect((await ask('GET', `${path}/${id}`)).status).toBe(404)
})

test('several are made at once', async () => {
  const { ask, path } = await withFender()
  const body = { fenders: [{ name: 'a' }, { fender: { name: 'b' } }] }
  const { status, answer } = await ask('POST', path, { body })
  expect([status, answer.fenders.map(({ name }: { name: string }) => name)]).toEqual([
    201,
    ['a', 'b'],
  ])
})

test('a part of another is none of this one', async () => {
  const { ask, make, id } = await withFender()
  const { id: other } = await make()
  for (const method of ['GET', 'DELETE']) {
    const got = await ask(method, `/${other}/soft-fenders/${id}`)
    expect([got.status, got.refusal]).toEqual([
      404,
      `FenderNotFound: Fender ${id} of berth ${other} could not be found.`,
    ])
  }
  expect((await ask('GET', `/${other}/soft-fenders`)).answer).toEqual({ fenders: [] })
})

test('what it is a part of is missed first, after what cannot be read', async () => {
  const { ask } = await startHarbour()
  const fine = { fender: {} }
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['GET', '/x', undefined],
    ['POST', '', fine],
    ['PUT', '/x', fine],
    ['PUT', '/x', {}],
    ['DELETE', '/x', undefined],
    ['DELETE', '/x', {}],
  ] as const) {
    const got = await ask(method, `/none/soft-fenders${path}`, { body })
    expect([method, path, got.status, got.refusal]).toEqual([method, path, 404, NONE])
  }
  for (const [method, path, body] of [
    ['GET', '?bogus=1', undefined],
    ['GET', '?limit=x', undefined],
    ['GET', '/x?bogus=1', undefined],
    ['POST', '', {}],
    ['PUT', '/x', { fender: { bogus: 1 } }],
  ] as const) {
    const { status } = await ask(method, `/none/soft-fenders${path}`, { body })
    expect([method, path, status]).toEqual([method, path, 400])
  }
})

test('what the caller does not see has no parts for him', async () => {
  const { ask, berth, path, id } = await withFender()
  const token = 'member@q'
  for (const [method, item] of [
    ['GET', ''],
    ['GET', `/${id}`],
    ['DELETE', `/${id}`],
  ] as const) {
    const got = await ask(method, `${path}${item}`, { token })
    expect([got.status, got.refusal]).toEqual([
      404,
      `BerthNotFound: Berth ${berth} could not be found.`,
    ])
  }
})

test('who may make none is refused before it is known whether there is what it belongs to', async () => {
  const { ask } = await startHarbour()
  const body = { fender: {} }
  const got = await ask('POST', '/none/soft-fenders', { body, token: 'reader@p' })
  expect([got.status, got.refusal]).toEqual([
    403,
    'PolicyNotAuthorized: rule:create_berth_fender is disallowed by policy',
  ])
  const others = { body: { fender: { project_id: 'q' } }, token: ADMIN }
  expect((await ask('POST', '/none/soft-fenders', others)).refusal).toBe(NONE)
})

test('rules see who owns what it belongs to: of what is shared only that may be changed', async () => {
  const { ask, make } = await startHarbour()
  const { id: berth } = await make({ shared: true, project_id: 'q' }, ADMIN)
  const path = `/${berth}/soft-fenders`
  const made = await ask('POST', path, { body: { fender: {} }, token: 'member@q' })
  expect(made.status).toBe(201)
  const refused = await ask('POST', path, { body: { fender: {} } })
  expect([refused.status, refused.refusal]).toEqual([
    403,
    'PolicyNotAuthorized: rule:create_berth_fender is disallowed by policy',
  ])
  // What nobody may see is left out of lists, and missed elsewhere.
  expect((await ask('GET', path)).answer).toEqual({ fenders: [] })
  const { id } = made.answer.fender
  for (const method of ['GET', 'DELETE']) {
    const got = await ask(method, `${path}/${id}`)
    expect(got.refusal).toBe('HTTPNotFound: The resource could not be found.')
  }
})

test('a body without the resource is missed where it is, if the core asks for it', async () => {
  const { ask, path, id } = await withFender()
  const missed = "HTTPBadRequest: Unable to find 'fender' in request body"
  for (const body of ['', {}, { x: 1 }, { fender: null }]) {
    expect((await ask('POST', path, { body })).refusal).toBe(missed)
    expect((await ask('PUT', `${path}/${id}`, { body })).refusal).toBe(missed)
  }
  const several = { body: { fenders: [{}] } }
  expect((await ask('PUT', `${path}/${id}`, several)).refusal).toBe(
    'HTTPBadRequest: Bulk operation not supported',
  )
  for (const body of [{ fenders: ['fender'] }, { fenders: { fender: {} } }, []]) {
    expect((await ask('POST', path, { body })).refusal).toBe(
      'HTTPBadRequest: Body contains invalid data',
    )
  }
  const odd = await ask('DELETE', `${path}/${id}`, { body: {} })
  expect(odd.refusal).toBe('HTTPBadRequest: Request body is not supported in DELETE.')
  expect((await ask('GET', `${path}/${id}`)).status).toBe(200)
})

test('an action has its item, and a body of any kind', async () => {
  const { ask, path, id, berth } = await withFender()
  for (const body of [{ hard: true }, [1], 'x'.length, undefined]) {
    const got = await ask('PUT', `${path}/${id}/squeeze`, { body })
    expect([got.status, got.answer]).toEqual([200, { squeezed: id, by: body ?? null, berth }])
  }
  expect((await ask('PUT', `${path}/none/squeeze`, { body: {} })).refusal).toBe(
    `FenderNotFound: Fender none of berth ${berth} could not be found.`,
  )
  expect((await ask('PUT', '/none/soft-fenders/x/squeeze', { body: {} })).refusal).toBe(NONE)
})

test('an action is judged by what the item is, or by what the body says it shall be', async () => {
  const { ask, path } = await withFender()
  const body = { fender: { stiff: true, shackle: { load: 1 } } }
  const { answer } = await ask('POST', path, { body, token: ADMIN })
  const squeeze = async (sent: unknown, token: string) =>
    (await ask('PUT', `${path}/${answer.fender.id}/squeeze`, { body: sent, token })).refusal
  const rule = (name: string) => `rule:squeeze${name}`
  expect(await squeeze({}, 'reader@p')).toBe(
    `PolicyNotAuthorized: ((${rule('')} and ${rule(':stiff')}) and ` +
      `(${rule(':shackle')} and (${rule(':shackle:load')}))) is disallowed by policy`,
  )
  expect(await squeeze({ fender: { stiff: false } }, 'reader@p')).toBe(
    `PolicyNotAuthorized: (${rule('')} and ${rule(':stiff')}) is disallowed by policy`,
  )
  expect(await squeeze({ fender: { name: 'x' } }, 'reader@p')).toBe(
    `PolicyNotAuthorized: ${rule('')} is disallowed by policy`,
  )
})

test('a resource may have some operations only, and take a marker that names nothing', async () => {
  const { harbour, ask, make } = await startHarbour()
  const { id: berth } = await make({ name: 'one' })
  await make({ name: 'two' })
  const get = async (path: string) => {
    const response = await fetch(`${harbour}${path}`, { headers: { 'X-Auth-Token': ADMIN } })
    return { status: response.status, body: await response.json() }
  }
  const bollard = { id: berth, name: 'one' }
  expect((await get('/old-bollards?name=ONE')).body).toEqual({ old_bollards: [bollard] })
  // Nothing but one: where pages are made of what was found.
  const previous = `${harbour}/old-bollards?limit=1&page_reverse=True`
  expect(await get('/old-bollards?limit=1&marker=none')).toEqual({
    status: 200,
    body: { old_bollards: [], old_bollards_links: [{ rel: 'previous', href: previous }] },
  })
  // All: where there are no pages.
  for (const query of ['limit=1', 'limit=x&marker=none']) {
    const { body } = await get(`/new-bollards?sort_key=name&sort_dir=asc&${query}`)
    expect(body).toEqual({
      new_bollards: [bollard, { ...bollard, name: 'two', id: expect.any(String) }],
    })
  }
  // From the beginning: as most resources do.
  const path = `/${berth}/soft-fenders`
  await ask('POST', path, { body: { fender: { name: 'soft' } } })
  const { answer } = await ask('GET', `${path}?limit=1&marker=none&fields=name`)
  expect(answer.fenders).toEqual([{ name: 'soft' }])
  expect((await get(`/old-bollards/${berth}`)).status).toBe(404)
})
