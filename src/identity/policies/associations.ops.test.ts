import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../../test/support/cloud.ts'
import { BACKENDS } from '../../../test/support/databases.ts'
import { expectError, Keystone } from '../../../test/support/identity.ts'

const DATABASES = BACKENDS.filter(({ name }) => name !== 'SQLite in a file')

describe.each(DATABASES)('what a policy is for, on $name', (backend) => {
  let cloud: Cloud
  let keystone: Keystone

  beforeAll(async () => {
    cloud = await startCloud({ database: await backend.url('cloud') })
    keystone = await Keystone.of(cloud)
  })
  afterAll(() => cloud.app.stop())

  const policy = async (): Promise<string> => {
    const body = { policy: { type: 't', blob: 'b' } }
    const got = await keystone.send('POST', '/policies', { body })
    return got.body.policy.id
  }
  const send = async (method: string, path: string, status = 204) => {
    const got = await keystone.send(method, path)
    expect(got.status, `${method} ${path}: ${got.text}`).toBe(status)
    return got
  }
  const of = (policyId: string, rest: string) => `/policies/${policyId}/OS-ENDPOINT-POLICY/${rest}`
  const policyOf = async (endpointId: string): Promise<string | number> => {
    const got = await keystone.get(`/endpoints/${endpointId}/OS-ENDPOINT-POLICY/policy`)
    return got.status === 200 ? got.body.policy.id : got.status
  }
  const endpointsOf = async (policyId: string): Promise<string[]> => {
    const got = await keystone.get(of(policyId, 'endpoints'))
    return got.body.endpoints.map(({ id }: { id: string }) => id)
  }

  /** A service with an endpoint in `north`, which lies below `up`, which lies below `top`. */
  async function tree() {
    const service = await keystone.make('service', { type: 'governed' })
    const top = await keystone.make('region', {})
    const up = await keystone.make('region', { parent_region_id: top.id })
    const north = await keystone.make('region', { parent_region_id: up.id })
    const endpoint = await keystone.make('endpoint', {
      service_id: service.id,
      interface: 'public',
      url: 'http://governed.example/',
      region_id: north.id,
    })
    return {
      service: service.id as string,
      top: top.id as string,
      up: up.id as string,
      north: north.id as string,
      endpoint: endpoint.id as string,
    }
  }

  test('the nearest counts: endpoint, its region, the regions above, the service', async () => {
    const { service, top, up, north, endpoint } = await tree()
    expectError(
      await keystone.get(`/endpoints/${endpoint}/OS-ENDPOINT-POLICY/policy`),
      404,
      `No policy is associated with endpoint ${endpoint}.`,
    )
    for (const rest of [
      `services/${service}`,
      `services/${service}/regions/${top}`,
      `services/${service}/regions/${up}`,
      `services/${service}/regions/${north}`,
      `endpoints/${endpoint}`,
    ]) {
      const id = await policy()
      await send('PUT', of(id, rest))
      await send('GET', of(id, rest))
      await send('HEAD', of(id, rest))
      expect(await policyOf(endpoint), rest).toBe(id)
      expect(await endpointsOf(id)).toEqual([endpoint])
    }
    const path = `/endpoints/${endpoint}/OS-ENDPOINT-POLICY/policy`
    expect((await send('HEAD', path, 200)).text).toBe('')
  })

  test('a policy of another region or service does not count', async () => {
    const { service, endpoint } = await tree()
    const elsewhere = await keystone.make('region', {})
    const other = await keystone.make('service', { type: 'other' })
    const id = await policy()
    await send('PUT', of(id, `services/${service}/regions/${elsewhere.id}`))
    await send('PUT', of(id, `services/${other.id}`))
    expect(await policyOf(endpoint)).toBe(404)
    expect(await endpointsOf(id)).toEqual([])
  })

  test('an endpoint that is meant twice is listed once, with its region', async () => {
    const { service, top, north, endpoint } = await tree()
    const id = await policy()
    await send('PUT', of(id, `services/${service}/regions/${top}`))
    await send('PUT', of(id, `services/${service}`))
    const { body } = await send('GET', of(id, 'endpoints'), 200)
    expect(body.endpoints).toEqual([(await keystone.get(`/endpoints/${endpoint}`)).body.endpoint])
    expect(body.endpoints[0]).toMatchObject({ id: endpoint, region: north })
  })

  test('a new policy takes the place of the old one, also in a race', async () => {
    const { service, up, endpoint } = await tree()
    for (const rest of [
      `services/${service}`,
      `services/${service}/regions/${up}`,
      `endpoints/${endpoint}`,
    ]) {
      const ids = [await policy(), await policy(), await policy()]
      await Promise.all(ids.map((id) => send('PUT', of(id, rest))))
      const held = await Promise.all(
        ids.map(async (id) => (await keystone.get(of(id, rest))).status === 204),
      )
      expect(held.filter(Boolean), rest).toHaveLength(1)
      expect(ids[held.indexOf(true)]).toBe(await policyOf(endpoint))
    }
  })

  test('taken back, the next nearest counts again', async () => {
    const { service, north, endpoint } = await tree()
    const [far, near] = [await policy(), await policy()]
    await send('PUT', of(far, `services/${service}`))
    await send('PUT', of(near, `endpoints/${endpoint}`))
    await send('DELETE', of(near, `endpoints/${endpoint}`))
    await send('DELETE', of(near, `endpoints/${endpoint}`))
    expect(await policyOf(endpoint)).toBe(far)
    expectError(
      await keystone.get(of(near, `endpoints/${endpoint}`)),
      404,
      'Could not find policy association.',
    )
    await send('DELETE', of(near, `services/${service}`))
    expect(await policyOf(endpoint)).toBe(far)
    await send('PUT', of(near, `services/${service}/regions/${north}`))
    expect(await policyOf(endpoint)).toBe(near)
    await send('DELETE', of(near, `services/${service}/regions/${north}`))
    expect(await policyOf(endpoint)).toBe(far)
  })

  test('goes with the policy, the service and the region', async () => {
    const { service, endpoint } = await tree()
    const [own, other] = [await policy(), await policy()]
    await send('PUT', of(own, `endpoints/${endpoint}`))
    await send('DELETE', `/policies/${own}`)
    expect(await policyOf(endpoint)).toBe(404)
    const region = await keystone.make('region', {})
    await send('PUT', of(other, `services/${service}/regions/${region.id}`))
    await keystone.remove('region', region.id)
    await send('PUT', of(other, `endpoints/${endpoint}`))
    await keystone.remove('service', service)
    expect(await endpointsOf(other)).toEqual([])
  })

  test('is of things that are there', async () => {
    const { service, up, endpoint } = await tree()
    const id = await policy()
    const no = (kind: string) => `Could not find ${kind}: nothing.`
    for (const method of ['GET', 'PUT', 'DELETE']) {
      for (const [path, message] of [
        [of('nothing', `endpoints/${endpoint}`), no('policy')],
        [of(id, 'endpoints/nothing'), no('endpoint')],
        [of('nothing', `services/${service}`), no('policy')],
        [of(id, 'services/nothing'), no('service')],
        [of('nothing', `services/${service}/regions/${up}`), no('policy')],
        [of(id, `services/nothing/regions/${up}`), no('service')],
        [of(id, `services/${service}/regions/nothing`), no('region')],
      ] as const) {
        expectError(await keystone.send(method, path), 404, message)
      }
    }
    expectError(await keystone.get(of('nothing', 'endpoints')), 404, no('policy'))
    const path = '/endpoints/nothing/OS-ENDPOINT-POLICY/policy'
    expectError(await keystone.get(path), 404, no('endpoint'))
  })

  test('is for administrators to say', async () => {
    const { token } = await cloud.demo()
    const paths = ['endpoints/x', 'services/x', 'services/x/regions/y'].flatMap((rest) =>
      ['GET', 'PUT', 'DELETE'].map((method) => [method, of('x', rest)] as const),
    )
    for (const [method, path] of [
      ...paths,
      ['GET', of('x', 'endpoints')],
      ['GET', '/endpoints/x/OS-ENDPOINT-POLICY/policy'],
    ] as const) {
      const got = await keystone.send(method, path, { token })
      expect(got.status, `${method} ${path}`).toBe(403)
    }
  })
})
