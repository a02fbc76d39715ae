/** What Placement says of itself to whoever asks. */
import { expect, test } from 'vitest'
import { usePlacementCloud } from '../../../test/support/placement-cloud.ts'

const my = usePlacementCloud()

test('the root names the versions, also to those who have no token', async () => {
  const got = await my.cloud.request('placement', 'GET', '/')
  expect(got.status).toBe(200)
  expect(got.body).toEqual({
    versions: [
      {
        ...{ id: 'v1.0', min_version: '1.0', max_version: '1.39', status: 'CURRENT' },
        links: [{ rel: 'self', href: '' }],
      },
    ],
  })
})
