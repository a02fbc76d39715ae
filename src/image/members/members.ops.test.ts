import { expect, test } from 'vitest'
import { patch, refusal, type ImageApi } from '../../../test/support/image-api.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()

const newImage = () => my.image({ visibility: 'shared' })

/** An image of demo's that is shared with the other project. */
async function sharedImage(): Promise<{ id: string; members: string; member: string }> {
  const id = await newImage()
  const members = `/images/${id}/members`
  await my.demo('POST', members, { member: my.strangerPersona.projectId })
  return { id, members, member: `${members}/${my.strangerPersona.projectId}` }
}

test('an image is shared with a project, which sees it at once and may accept it', async () => {
  const id = await newImage()
  expect((await my.stranger('GET', `/images/${id}`)).status).toBe(404)
  const added = await my.demo('POST', `/images/${id}/members`, {
    member: my.strangerPersona.projectId,
  })
  expect(added.status).toBe(200)
  expect(added.body).toEqual({
    member_id: my.strangerPersona.projectId,
    image_id: id,
    status: 'pending',
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    updated_at: added.body.created_at,
    schema: '/v2/schemas/member',
  })
  expect((await my.stranger('GET', `/images/${id}`)).status).toBe(200)
  const accepted = await my.stranger(
    'PUT',
    `/images/${id}/members/${my.strangerPersona.projectId}`,
    {
      status: 'accepted',
    },
  )
  expect(accepted).toMatchObject({ status: 200, body: { status: 'accepted' } })
})

test('whoever is no member any more sees nothing of the image', async () => {
  const { id, members, member } = await sharedImage()
  expect((await my.demo('DELETE', member)).status).toBe(204)
  for (const path of [`/images/${id}`, members]) {
    expect((await my.stranger('GET', path)).status).toBe(404)
  }
  expect((await my.demo('GET', members)).body).toEqual({
    members: [],
    schema: '/v2/schemas/members',
  })
})

test('members of an image that turns private lose sight of it, and are members when it is shared again', async () => {
  const { id, members, member } = await sharedImage()
  await my.stranger('PUT', member, { status: 'accepted' })
  const turn = async (value: string) => {
    const got = await patch(my.demo, id, [{ op: 'replace', path: '/visibility', value }])
    expect(got.status).toBe(200)
  }
  await turn('private')
  expect((await my.stranger('GET', `/images/${id}`)).status).toBe(404)
  expect(refusal(await my.demo('GET', members))).toBe(
    `403 Not allowed to list members for image ${id}: Only shared images have members.`,
  )
  await turn('shared')
  expect((await my.stranger('GET', member)).body.status).toBe('accepted')
})

test('the owner and administrators see all members, a member itself alone', async () => {
  const { members, member } = await sharedImage()
  await my.demo('POST', members, { member: 'somebody' })
  const seenBy = async (api: ImageApi) =>
    (await api('GET', members)).body.members.map((one: { member_id: string }) => one.member_id)
  for (const api of [my.demo, my.reader, my.admin]) {
    expect(await seenBy(api)).toEqual([my.strangerPersona.projectId, 'somebody'])
  }
  expect(await seenBy(my.stranger)).toEqual([my.strangerPersona.projectId])
  expect((await my.stranger('GET', member)).status).toBe(200)
  const hidden = await my.stranger('GET', `${members}/somebody`)
  expect(refusal(hidden)).toContain('404 somebody not found in the member list of the image')
})

test.each(['private', 'community', 'public'])(
  'an image that is %s has no members',
  async (visibility) => {
    const { id } = (await my.admin('POST', '/images', { visibility })).body
    const members = `/images/${id}/members`
    const refused = async (method: string, path: string, body?: object) =>
      refusal(await my.admin(method, path, body))
    expect(await refused('GET', members)).toBe(
      `403 Not allowed to list members for image ${id}: Only shared images have members.`,
    )
    expect(await refused('POST', members, { member: 'm' })).toBe(
      `403 Not allowed to create members for image ${id}.`,
    )
    expect(await refused('GET', `${members}/m`)).toBe('404 Only shared images have members.')
    expect(await refused('PUT', `${members}/m`, { status: 'accepted' })).toBe(
      `403 Not allowed to update members for image ${id}.`,
    )
    expect(await refused('DELETE', `${members}/m`)).toBe(
      `403 Not allowed to delete members for image ${id}.`,
    )
  },
)

test('only the owner adds and removes members, and only a member answers for itself', async () => {
  const { members, member } = await sharedImage()
  const refused = async (api: ImageApi, method: string, path: string, body?: object) =>
    refusal(await api(method, path, body))
  const not = (action: string) => `403 You are not authorized to complete ${action} action.`
  for (const api of [my.stranger, my.reader]) {
    expect(await refused(api, 'POST', members, { member: 'm' })).toBe(not('add_member'))
    expect(await refused(api, 'DELETE', member)).toBe(not('delete_member'))
  }
  for (const api of [my.demo, my.reader]) {
    const accepting = await refused(api, 'PUT', member, { status: 'accepted' })
    expect(accepting).toBe(not('modify_member'))
  }
  // Administrators answer for anybody.
  expect((await my.admin('PUT', member, { status: 'accepted' })).status).toBe(200)
})

test('an image that nobody may know of has no members', async () => {
  const id = await newImage()
  const unknown = '00000000-0000-4000-8000-000000000000'
  for (const [api, asked] of [
    [my.stranger, id],
    [my.demo, unknown],
    [my.demo, 'nope'],
  ] as const) {
    const members = `/images/${asked}/members`
    const answers = [
      await api('GET', members),
      await api('POST', members, { member: 'm' }),
      await api('GET', `${members}/m`),
      await api('PUT', `${members}/m`, { status: 'accepted' }),
      await api('DELETE', `${members}/m`),
    ]
    for (const got of answers) expect(refusal(got)).toBe(`404 Image ${asked} not found.`)
  }
})

test.each([
  ['a text', 'nosuchproject', 'nosuchproject'],
  ['a number', 5, '5'],
  ['a number with a fraction', 1.5, '1.5'],
  ['true', true, '1'],
])('%s may be a member', async (_, member, stored) => {
  const id = await newImage()
  const added = await my.demo('POST', `/images/${id}/members`, { member, status: 'accepted' })
  expect(added).toMatchObject({ status: 200, body: { member_id: member, status: 'pending' } })
  const shown = await my.demo('GET', `/images/${id}/members/${stored}`)
  expect(shown.body.member_id).toBe(stored)
})

const FORM = 'Expected a member in the form: {"member": "image_id"}'

test.each([
  [{}, 'Member to be added not specified'],
  [{ member: '' }, "Member can't be empty"],
  [{ member: null }, "Member can't be empty"],
  [{ member: 0 }, "Member can't be empty"],
  [[], FORM],
  [{ member: { a: 1 } }, FORM],
  [{ member: 'm'.repeat(256) }, 'Member should not be greater than 255 characters.'],
  [{ member: '😀' }, "Member can't contain 4 byte unicode characters."],
  ['"m"', 'Unexpected body type. Expected list/dict.'],
  ['{', 'Malformed JSON in request body.'],
  [undefined, 'Body expected in request.'],
])('%j adds no member', async (body, reason) => {
  const id = await newImage()
  const got = await my.demo('POST', `/images/${id}/members`, body)
  expect(refusal(got)).toBe(`400 ${reason}`)
})

test.each([
  [{}, 'Status not specified'],
  [[], 'Expected a status in the form: {"status": "status"}'],
  [{ status: 'x' }, 'Incorrect request: Status must be "pending", "accepted" or "rejected".'],
  [{ status: 1 }, 'Incorrect request: Status must be "pending", "accepted" or "rejected".'],
])('%j is no answer of a member', async (body, reason) => {
  const { member } = await sharedImage()
  const got = await my.stranger('PUT', member, body)
  expect(refusal(got)).toBe(`400 ${reason}`)
})

test('a project is a member once', async () => {
  const { id, members } = await sharedImage()
  const got = await my.demo('POST', members, { member: my.strangerPersona.projectId })
  expect(refusal(got)).toBe(
    `409 Member ${my.strangerPersona.projectId} is duplicated for image ${id}`,
  )
})

test('an image has 128 members and no more', async () => {
  const id = await newImage()
  const members = `/images/${id}/members`
  for (let n = 1; n <= 128; n++) await my.demo('POST', members, { member: `m${n}` })
  const got = await my.demo('POST', members, { member: 'm129' })
  expect(refusal(got)).toBe(
    `413 Image member limit exceeded for image ${id}: The limit has been exceeded on the number ` +
      'of allowed image members for this image. Attempted: 129, Maximum: 128:',
  )
})

test('an answer that changes nothing leaves the time of the last change', async () => {
  const { member } = await sharedImage()
  const first = await my.stranger('PUT', member, { status: 'accepted' })
  const again = await my.stranger('PUT', member, { status: 'accepted' })
  expect(again.body).toEqual(first.body)
})
