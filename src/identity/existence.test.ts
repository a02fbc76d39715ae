import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../test/support/cloud.ts'
import { Keystone } from '../../test/support/identity.ts'

/**
 * What a path names nothing by: told apart for everybody, or only for those who may look. As
 * keystone-tempest-plugin asks of a running Keystone (tests/rbac/v3).
 */
describe('whoever may not look is told', () => {
  let cloud: Cloud
  let keystone: Keystone
  let token: string
  beforeAll(async () => {
    cloud = await startCloud()
    keystone = await Keystone.of(cloud)
    token = (await keystone.tenant('reader')).token
  })
  afterAll(() => cloud.app.stop())

  test.each([
    ['GET', '/roles/nowhere', 404],
    ['PATCH', '/roles/nowhere', 404],
    ['DELETE', '/roles/nowhere', 404],
    ['GET', '/endpoints/nowhere', 403],
    ['PATCH', '/endpoints/nowhere', 403],
    ['DELETE', '/endpoints/nowhere', 403],
    ['PATCH', '/domains/nowhere', 404],
    ['DELETE', '/domains/nowhere', 404],
    ['DELETE', '/groups/nowhere', 404],
    ['GET', '/domains/nowhere', 403],
    ['GET', '/groups/nowhere', 403],
    ['PATCH', '/groups/nowhere', 403],
    ['GET', '/projects/nowhere', 403],
    ['PATCH', '/projects/nowhere', 403],
    ['DELETE', '/projects/nowhere', 403],
    ['GET', '/users/nowhere', 403],
    ['PATCH', '/users/nowhere', 403],
    ['DELETE', '/users/nowhere', 403],
  ])('%s %s: %i', async (method, path, status) => {
    const kind = path.split('/')[1]!.slice(0, -1)
    const changes = { [kind]: { description: 'x' } }
    const body = method === 'PATCH' ? changes : undefined
    expect((await keystone.send(method as 'GET', path, { token, body })).status).toBe(status)
  })
})
