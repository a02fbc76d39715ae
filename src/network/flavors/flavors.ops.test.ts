/** Flavors, their service profiles, and routers that have one; in the words of a real Neutron. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, type NetworkCloud } from '../../../test/support/network-cloud.ts'

const NOWHERE = '00000000-0000-0000-0000-000000000000'
const AT = 'neutron.services.l3_router.service_providers'
const DVR = `${AT}.dvr.DvrDriver`

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  let my: NetworkCloud
  beforeAll(async () => {
    my = await networkCloud({ database: await backend.url('cloud', afterAll) })
  })
  afterAll(() => my?.cloud[Symbol.asyncDispose]())

  const flavor = (attributes: object = {}): Promise<any> =>
    my.make('flavor', { name: 'f', service_type: 'L3_ROUTER_NAT', ...attributes }, my.admin)
  const profile = (attributes: object): Promise<any> =>
    my.make('service_profile', attributes, my.admin)
  const give = (flavorId: string, id: string) => {
    return my.admin('POST', `/flavors/${flavorId}/service_profiles`, { service_profile: { id } })
  }
  const take = (flavorId: string, id: string) =>
    my.admin('DELETE', `/flavors/${flavorId}/service_profiles/${id}`)
  const router = (flavor_id: string, attributes: object = {}) =>
    my.admin('POST', '/routers', { router: { flavor_id, ...attributes } })
  const flavorWith = async (attributes: object): Promise<string> => {
    const { id } = await flavor()
    expect((await give(id, (await profile(attributes)).id)).status).toBe(201)
    return id
  }

  test('administrators make flavors, which all readers see', async () => {
    const made = await flavor({ description: null, enabled: null, service_profiles: [NOWHERE] })
    expect(made).toEqual({
      ...{ id: made.id, name: 'f', description: null, service_type: 'L3_ROUTER_NAT' },
      ...{ enabled: true, service_profiles: [] },
    })
    const path = `/flavors/${made.id}`
    expect((await my.stranger('GET', path)).body).toEqual({ flavor: made })
    expect(refusal(await my.demo('PUT', path, { flavor: {} }))).toBe(
      '403 PolicyNotAuthorized: rule:update_flavor is disallowed by policy',
    )
    const off = await my.admin('PUT', path, { flavor: { enabled: false, name: 'off' } })
    expect(off.body.flavor).toEqual({ ...made, enabled: false, name: 'off' })
    const found = await my.demo('GET', '/flavors?enabled=false&name=off')
    expect(found.body.flavors).toEqual([off.body.flavor])
    const on = await my.admin('PUT', path, { flavor: { enabled: null } })
    expect(on.body.flavor.enabled).toBe(true)
    expect(refusal(await my.admin('PUT', path, { flavor: { service_type: 'QOS' } }))).toBe(
      '400 HTTPBadRequest: Cannot update read-only attribute service_type',
    )
    expect((await my.admin('DELETE', path)).status).toBe(204)
    expect(refusal(await my.admin('DELETE', path))).toBe(
      `404 FlavorNotFound: Flavor ${made.id} could not be found.`,
    )
  })

  test.each([
    [{ service_type: 'DUMMY' }, 'InvalidServiceType: Invalid service type: DUMMY.'],
    [
      { service_type: 'QOS', service_profiles: ['x'] },
      "HTTPBadRequest: Invalid input for service_profiles. Reason: 'x' is not a valid UUID.",
    ],
    [
      {},
      "HTTPBadRequest: Failed to parse request. Required attribute 'service_type' not specified",
    ],
  ])('refuses a flavor %j', async (sent, said) => {
    expect(refusal(await my.admin('POST', '/flavors', { flavor: sent }))).toBe(`400 ${said}`)
  })

  test('a profile has a driver that there is, or metainfo; others than administrators find none', async () => {
    const made = await profile({ driver: DVR, description: 'd' })
    expect(made).toEqual({
      ...{ id: made.id, description: 'd', driver: DVR, enabled: true, metainfo: '' },
    })
    const post = (service_profile: object) =>
      my.admin('POST', '/service_profiles', { service_profile })
    expect(refusal(await post({}))).toBe(
      '400 ServiceProfileEmpty: Service Profile needs either a driver or metainfo.',
    )
    expect(refusal(await post({ driver: 'bla' }))).toBe(
      '404 ServiceProfileDriverNotFound: Service Profile driver bla could not be found.',
    )
    expect((await post({ metainfo: { a: 1 } })).status).toBe(400)
    expect((await my.demo('GET', '/service_profiles')).body).toEqual({ service_profiles: [] })
    expect(refusal(await my.demo('GET', `/service_profiles/${made.id}`))).toBe(
      '404 HTTPNotFound: The resource could not be found.',
    )
    const put = await my.admin('PUT', `/service_profiles/${made.id}`, {
      service_profile: { driver: '', metainfo: 'm', enabled: 'no' },
    })
    expect(put.body.service_profile).toMatchObject({ driver: '', metainfo: 'm', enabled: false })
    const path = `/service_profiles/${made.id}`
    expect((await my.admin('GET', path)).body).toEqual(put.body)
    const found = await my.admin('GET', `/service_profiles?driver=&description=d`)
    expect(found.body.service_profiles).toEqual([put.body.service_profile])
  })

  test('a profile is given to a flavor once, and neither changes nor goes while it is there', async () => {
    const [{ id }, { id: profileId }] = [await flavor(), await profile({ driver: DVR })]
    expect((await give(id, profileId)).body).toEqual({ service_profile: { id } })
    expect(refusal(await give(id, profileId))).toBe(
      `409 FlavorServiceProfileBindingExists: Service Profile ${profileId} is already associated ` +
        `with flavor ${id}.`,
    )
    const shown = await my.demo('GET', `/flavors/${id}`)
    expect(shown.body.flavor.service_profiles).toEqual([profileId])
    const inUse = `409 ServiceProfileInUse: Service Profile ${profileId} is used by some service instance.`
    const path = `/service_profiles/${profileId}`
    expect(refusal(await my.admin('PUT', path, { service_profile: {} }))).toBe(inUse)
    expect(refusal(await my.admin('DELETE', path))).toBe(inUse)
    expect((await take(id, profileId)).status).toBe(204)
    expect(refusal(await take(id, profileId))).toBe(
      `404 FlavorServiceProfileBindingNotFound: Service Profile ${profileId} is not associated with ` +
        `flavor ${id}.`,
    )
    expect((await my.admin('DELETE', path)).status).toBe(204)
  })

  test('what is missing is not given to a flavor, and nobody but administrators gives', async () => {
    const [{ id }, { id: profileId }] = [await flavor(), await profile({ driver: DVR })]
    expect(refusal(await give(NOWHERE, profileId))).toMatch(/^404 FlavorNotFound/)
    expect(refusal(await give(id, NOWHERE))).toMatch(/^404 ServiceProfileNotFound/)
    expect(refusal(await give(id, 'x'))).toBe(
      "400 HTTPBadRequest: Invalid input for id. Reason: 'x' is not a valid UUID.",
    )
    const sent = { service_profile: { id: profileId } }
    const path = `/flavors/${id}/service_profiles`
    expect(refusal(await my.demo('POST', path, sent))).toBe(
      '403 PolicyNotAuthorized: rule:create_flavor_service_profile is disallowed by policy',
    )
    expect((await my.demo('DELETE', `${path}/${profileId}`)).status).toBe(403)
    const all = await Promise.all(Array.from({ length: 4 }, () => give(id, profileId)))
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  test('a router has the flavor that it was made with, which then stays', async () => {
    const id = await flavorWith({ driver: DVR })
    const made = await my.make('router', { flavor_id: id })
    expect(made.flavor_id).toBe(id)
    expect(refusal(await my.admin('DELETE', `/flavors/${id}`))).toBe(
      `409 FlavorInUse: Flavor ${id} is used by some service instance.`,
    )
    const put = (attributes: object) =>
      my.admin('PUT', `/routers/${made.id}`, { router: attributes })
    await put({ admin_state_up: false })
    expect(refusal(await put({ ha: true }))).toBe(
      "400 InvalidInput: Invalid input for operation: Changing the 'ha' and 'distributed' " +
        'attributes on a router associated with a flavor is not supported.',
    )
    expect((await put({ distributed: true })).body.router.distributed).toBe(true)
    expect((await my.admin('DELETE', `/routers/${made.id}`)).status).toBe(204)
    expect((await my.admin('DELETE', `/flavors/${id}`)).status).toBe(204)
  })

  test('a router is what its flavor can do', async () => {
    const id = await flavorWith({ driver: DVR })
    const said = '400 InvalidInput: Invalid input for operation: Provider dvr does not support'
    expect(refusal(await router(id, { distributed: false }))).toBe(`${said} distributed=False.`)
    expect(refusal(await router(id, { ha: true }))).toBe(`${said} ha=True.`)
    expect((await router(id, { distributed: true })).status).toBe(201)
    const both = await flavorWith({ driver: `${AT}.dvrha.DvrHaDriver` })
    expect((await router(both, { distributed: true, ha: true })).status).toBe(201)
  })

  test('a flavor without a profile that can be used makes no routers', async () => {
    expect(refusal(await router(NOWHERE))).toBe(
      `404 FlavorNotFound: Flavor ${NOWHERE} could not be found.`,
    )
    const { id } = await flavor()
    expect(refusal(await router(id))).toBe(
      `404 FlavorServiceProfileBindingNotFound: Service Profile  is not associated with flavor ${id}.`,
    )
    expect(refusal(await router(await flavorWith({ metainfo: '{}' })))).toBe(
      '404 ServiceProfileDriverNotFound: Service Profile driver  could not be found.',
    )
    expect(refusal(await router(await flavorWith({ driver: DVR, enabled: false })))).toBe(
      '503 ServiceProfileDisabled: Service Profile is not enabled.',
    )
  })
})
