/** Networks that projects are given for the asking; measured on a real Neutron. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkCloud, refusal, type NetworkCloud } from '../../../test/support/network-cloud.ts'

const MARKED = 'AutoAllocationFailure: Deployment error:'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  let my: NetworkCloud
  let path: string
  beforeAll(async () => {
    my = await networkCloud({ database: await backend.url('cloud', afterAll) })
    path = `/auto-allocated-topology/${my.persona.projectId}`
  })
  afterAll(() => my?.cloud[Symbol.asyncDispose]())

  /** What there has to be, in turn; removed when the test ends. */
  async function deployment() {
    const stack = new AsyncDisposableStack()
    const make = async (resource: string, attributes: object): Promise<void> => {
      const { id } = await my.make(resource, attributes, my.admin)
      stack.defer(async () => {
        expect((await my.admin('DELETE', `/${resource}s/${id}`)).status).toBe(204)
      })
    }
    return { make, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  }
  type Deployment = Awaited<ReturnType<typeof deployment>>
  const outside = ({ make }: Deployment) =>
    make('network', { name: 'outside', 'router:external': true, is_default: true })
  const pool = ({ make }: Deployment, prefix: string, length: number) => {
    const sizes = { prefixes: [prefix], default_prefixlen: length }
    return make('subnetpool', { name: prefix, ...sizes, is_default: true, shared: true })
  }
  const named = async (collection: string) =>
    (await my.demo('GET', `/${collection}?name=auto_allocated_${collection.slice(0, -1)}`)).body[
      collection
    ]

  test('there has to be a default external network, and a default pool of subnets', async () => {
    await using cloud = await deployment()
    const dry = `${path}?fields=dry-run`
    expect(refusal(await my.demo('GET', dry))).toBe(
      `409 ${MARKED} No default router:external network.`,
    )
    expect(refusal(await my.demo('GET', path))).toBe(
      `409 ${MARKED} No default router:external network.`,
    )
    await outside(cloud)
    expect(refusal(await my.demo('GET', dry))).toBe(`409 ${MARKED} No default subnetpools defined.`)
    expect(refusal(await my.demo('GET', path))).toBe(
      `409 ${MARKED} Unable to provide project private network.`,
    )
    await pool(cloud, '10.91.0.0/27', 26)
    const { projectId } = my.persona
    expect((await my.reader('GET', dry)).body).toEqual({
      auto_allocated_topology: { id: 'dry-run=pass', project_id: projectId },
    })
    // The pool has no room for a subnet of that size.
    expect(refusal(await my.demo('GET', path))).toBe(
      `409 ${MARKED} Unable to provide project private network.`,
    )
    expect(await named('networks')).toEqual([])
  })

  test('a project gets a network with a subnet of each version behind a router, once', async () => {
    await using cloud = await deployment()
    await outside(cloud)
    await pool(cloud, '10.91.0.0/16', 26)
    await pool(cloud, '2001:db8:91::/48', 64)
    const { projectId } = my.persona
    const got = await my.demo('GET', path)
    const [network] = await named('networks')
    expect(got.body).toEqual({
      auto_allocated_topology: { id: network.id, project_id: projectId, tenant_id: projectId },
    })
    expect(network).toMatchObject({
      ...{ admin_state_up: true, shared: false, project_id: projectId, subnets: { length: 2 } },
    })
    const { subnets } = (
      await my.demo('GET', `/subnets?network_id=${network.id}&sort_key=name&sort_dir=asc`)
    ).body
    expect(subnets.map((one: any) => `${one.name} ${one.cidr}`)).toEqual([
      'auto_allocated_subnet_v4 10.91.0.0/26',
      'auto_allocated_subnet_v6 2001:db8:91::/64',
    ])
    const [router] = await named('routers')
    expect(router).toMatchObject({ project_id: projectId, admin_state_up: true })
    const { ports } = (
      await my.demo('GET', `/ports?device_id=${router.id}&network_id=${network.id}`)
    ).body
    expect(ports.map((one: any) => one.device_owner)).toEqual([
      'network:router_interface',
      'network:router_interface',
    ])
    for (const same of [path, '/auto-allocated-topology/None']) {
      expect((await my.reader('GET', same)).body).toEqual(got.body)
    }
    expect((await my.admin('GET', path)).body).toEqual(got.body)
    expect((await my.demo('DELETE', `/routers/${router.id}`)).status).toBe(409)
    expect(refusal(await my.reader('DELETE', path))).toBe(
      '403 PolicyNotAuthorized: rule:delete_auto_allocated_topology is disallowed by policy',
    )
    const { id: used } = await my.make('port', { network_id: network.id })
    expect(refusal(await my.demo('DELETE', path))).toContain('409 NetworkInUse: ')
    expect(await named('routers')).toHaveLength(1)
    await my.demo('DELETE', `/ports/${used}`)
    expect((await my.demo('DELETE', path)).status).toBe(204)
    expect([await named('networks'), await named('routers')]).toEqual([[], []])
    expect((await my.demo('DELETE', path)).status).toBe(204)
  })

  test('what is left of one whose parts were deleted by hand goes with it', async () => {
    await using cloud = await deployment()
    await outside(cloud)
    await pool(cloud, '10.92.0.0/16', 26)
    const { id } = (await my.demo('GET', path)).body.auto_allocated_topology
    const [router] = await named('routers')
    const [subnet_id] = (await my.demo('GET', `/networks/${id}`)).body.network.subnets
    await my.demo('PUT', `/routers/${router.id}/remove_router_interface`, { subnet_id })
    expect((await my.demo('DELETE', `/routers/${router.id}`)).status).toBe(204)
    expect((await my.demo('GET', path)).body.auto_allocated_topology.id).toBe(id)
    expect((await my.demo('DELETE', path)).status).toBe(204)
    const again = (await my.demo('GET', path)).body.auto_allocated_topology
    expect(again.id).not.toBe(id)
    expect((await my.demo('DELETE', path)).status).toBe(204)
  })

  test('of many who ask at once all are given the same', async () => {
    await using cloud = await deployment()
    await outside(cloud)
    await pool(cloud, '10.93.0.0/16', 26)
    const answers = await Promise.all(Array.from({ length: 8 }, () => my.demo('GET', path)))
    const [network, ...more] = await named('networks')
    expect(more).toEqual([])
    expect(answers.map(({ body }) => body.auto_allocated_topology?.id)).toEqual(
      answers.map(() => network.id),
    )
    const gone = await Promise.all(Array.from({ length: 4 }, () => my.demo('DELETE', path)))
    expect(gone.map(({ status }) => status)).toEqual([204, 204, 204, 204])
  })

  test('nobody asks for another project but administrators, and nothing but whether it can be', async () => {
    await using cloud = await deployment()
    await outside(cloud)
    await pool(cloud, '10.94.0.0/16', 26)
    for (const method of ['GET', 'DELETE'] as const) {
      expect(refusal(await my.stranger(method, path))).toBe('403 NotAuthorized: Not authorized.')
    }
    expect(refusal(await my.demo('GET', `${path}?fields=id`))).toBe(
      '400 BadRequest: Bad auto_allocate request: Unrecognized field.',
    )
    const nobodys = '/auto-allocated-topology/nonsense'
    expect((await my.admin('GET', nobodys)).body.auto_allocated_topology).toMatchObject({
      project_id: 'nonsense',
    })
    expect((await my.admin('DELETE', nobodys)).status).toBe(204)
  })
})
