/** Images that are shared with a project, in its lists. */
import { expect, test } from 'vitest'
import type { ImageApi } from '../../../test/support/image-api.ts'
import { useImageCloud } from '../../../test/support/image-cloud.ts'

const my = useImageCloud()

async function sharedImage(): Promise<{ id: string; member: string }> {
  const id = await my.image({ visibility: 'shared' })
  await my.demo('POST', `/images/${id}/members`, { member: my.strangerPersona.projectId })
  return { id, member: `/images/${id}/members/${my.strangerPersona.projectId}` }
}

/** Which images a member is shown in a list. */
async function listed(member: ImageApi, query: string): Promise<string[]> {
  const { body } = await member('GET', `/images?visibility=shared&limit=1000&${query}`)
  return body.images.map(({ id }: { id: string }) => id)
}

test('an image that is shared is listed once the member accepts it', async () => {
  const { id, member } = await sharedImage()
  expect(await listed(my.stranger, '')).not.toContain(id)
  expect(await listed(my.stranger, 'member_status=pending')).toContain(id)
  await my.stranger('PUT', member, { status: 'accepted' })
  expect(await listed(my.stranger, '')).toContain(id)
  expect(await listed(my.stranger, 'member_status=pending')).not.toContain(id)
})

test('a member that rejects an image sees it no more in lists, and by its id still', async () => {
  const { id, member } = await sharedImage()
  await my.stranger('PUT', member, { status: 'accepted' })
  expect((await my.stranger('PUT', member, { status: 'rejected' })).body.status).toBe('rejected')
  expect(await listed(my.stranger, '')).not.toContain(id)
  expect(await listed(my.stranger, 'member_status=rejected')).toContain(id)
  expect((await my.stranger('GET', `/images/${id}`)).status).toBe(200)
})
