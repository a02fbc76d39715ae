/** Rules of attributes and of their members, worded as oslo.policy shows what it was asked. */
import { expect, test } from 'vitest'
import { ADMIN, startHarbour } from './berth-requests.ts'

const MAKER = '0b3cd2a4-4f5f-4d8e-9d0a-3d6ad1a8e6b1'
const refused = (rules: string) => `PolicyNotAuthorized: ${rules} is disallowed by policy`
const create = (name = '') => `rule:create_berth_fender${name}`
const update = (name = '') => `rule:update_berth_fender${name}`

async function harbour() {
  const { ask, make } = await startHarbour()
  const { id } = await make()
  const path = `/${id}/soft-fenders`
  const post = async (fender: object, token = 'member@p') =>
    ask('POST', path, { body: { fender }, token })
  const put = async (fender: string, changes: object, token = 'member@p') =>
    ask('PUT', `${path}/${fender}`, { body: { fender: changes }, token })
  return { ask, path, post, put }
}

test('members of a dictionary are judged in the order of its type, beside the dictionary', async () => {
  const { post } = await harbour()
  const shackle = { load: '5', steel: true }
  const { refusal } = await post({ shackle })
  expect(refusal).toBe(
    refused(
      `(${create()} and (${create(':shackle')} and ` +
        `(${create(':shackle:steel')} and ${create(':shackle:load')})))`,
    ),
  )
  expect((await post({ shackle }, ADMIN)).answer.fender.shackle).toEqual({ load: 5, steel: true })
  expect((await post({ shackle: { steel: false } })).status).toBe(201)
  for (const nothing of [{}, [], '']) {
    expect((await post({ shackle: nothing }, 'reader@p')).refusal).toBe(
      refused(`(${create()} and (${create(':shackle')} and ()))`),
    )
  }
  expect((await post({ shackle: null }, 'reader@p')).refusal).toBe(refused(create()))
})

test('members of dictionaries in a list are judged in the order in which they are sent', async () => {
  const { post, put } = await harbour()
  const ropes = [{ colour: 'red' }, { length: 3, colour: 'blue' }]
  expect((await post({ ropes })).refusal).toBe(
    refused(
      `(${create()} and (${create(':ropes')} and ` +
        `(${create(':ropes:colour')} and ${create(':ropes:length')} and ${create(':ropes:colour')})))`,
    ),
  )
  const { status, answer } = await post({ ropes: [{ colour: 'red' }] })
  expect(status).toBe(201)
  // The default is a change, and an empty list has no members.
  expect((await put(answer.fender.id, { ropes: [] }, 'reader@p')).refusal).toBe(
    refused(`(${update()} and ${update(':ropes')})`),
  )
})

test('what has no rule of its own is judged by the fallback, under its own name', async () => {
  const { post, put } = await harbour()
  expect((await post({ stiff: true, maker_id: MAKER }, 'reader@p')).refusal).toBe(
    refused(`((${create()} and ${create(':stiff')}) and ${create(':maker_id')})`),
  )
  expect((await post({ stiff: true, shackle: { maker: 'x' } })).status).toBe(201)
  const { answer } = await post({})
  expect((await put(answer.fender.id, { stiff: false }, 'reader@p')).refusal).toBe(
    refused(`(${update()} and ${update(':stiff')})`),
  )
})

test('a change of nothing is judged by what is not as usual', async () => {
  const { post, put } = await harbour()
  const usual = (await post({})).answer.fender.id
  const stiff = (await post({ stiff: true, maker_id: MAKER })).answer.fender.id
  expect((await put(usual, {}, 'reader@p')).refusal).toBe(refused(update()))
  expect((await put(stiff, {}, 'reader@p')).refusal).toBe(
    refused(`(${update()} and ${update(':stiff')})`),
  )
  expect((await put(stiff, { name: 'x' }, 'reader@p')).refusal).toBe(refused(update()))
})

test('rules see what a resource says of what is to be made, and of what is there', async () => {
  const { ask, path, post } = await harbour()
  const shackle = { load: 1 }
  expect((await post({ name: 'bought', shackle })).status).toBe(403)
  expect((await post({ name: 'gift', shackle })).status).toBe(201)
  const several = async (names: readonly string[]) => {
    const fenders = names.map((name) => ({ name, shackle }))
    return (await ask('POST', path, { body: { fenders } })).status
  }
  expect([await several(['gift', 'gift']), await several(['gift', 'bought'])]).toEqual([201, 403])
})
