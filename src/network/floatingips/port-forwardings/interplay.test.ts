/** What port forwardings, floating IPs, ports and routers have to do with each other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../../test/support/databases.ts'
import { networkCloud, refusal, type NetworkCloud } from '../../../../test/support/network-cloud.ts'
import { forwardings } from '../../../../test/support/port-forwardings.ts'

const ONE = { internal_port: 80, external_port: 80 }
const SECOND = { internal_port: 81, external_port: 81 }

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  let my: NetworkCloud
  let pf: Awaited<ReturnType<typeof forwardings>>

  beforeAll(async () => {
    my = await networkCloud({
      database: await backend.url('cloud', afterAll),
      network: { quotas: {} },
    })
    pf = await forwardings(my)
    return () => my.cloud[Symbol.asyncDispose]()
  })

  const associate = (fip: any, port: any, as = my.demo) =>
    as('PUT', `/floatingips/${fip.id}`, { floatingip: { port_id: port.id } })

  test('a floating IP is for a port, or forwards others', async () => {
    const [fip, free] = [await pf.floating(), await pf.floating()]
    const [port, other] = [await pf.port(), await pf.port()]
    await pf.made(fip, port, ONE)
    const inUse = `409 FipInUseByPortForwarding: Floating IP ${fip.id} in use by Port Forwarding resources.`
    expect(refusal(await associate(fip, other))).toBe(inUse)
    expect(refusal(await my.demo('DELETE', `/floatingips/${fip.id}`))).toBe(inUse)
    const none = { floatingip: { port_id: null, description: 'x' } }
    expect((await my.demo('PUT', `/floatingips/${fip.id}`, none)).body.floatingip).toMatchObject({
      ...{ router_id: pf.router, port_forwardings: [{ external_port: 80 }] },
    })
    expect((await associate(free, other)).status).toBe(200)
    expect(refusal(await pf.post(free, port, SECOND))).toBe(
      `409 FloatingIPPortAlreadyAssociated: Cannot associate floating IP ${free.floating_ip_address} ` +
        `(${free.id}) with port ${port.id} using fixed IP ${port.ip}, as that fixed IP already has a ` +
        `floating IP on external network ${pf.outside.id}.`,
    )
    const bound =
      `409 PortHasBindingFloatingIP: Cannot create port forwarding to floating IP ` +
      `${free.floating_ip_address} (${free.id}) with port ${other.id} using fixed IP ${other.ip}, as ` +
      'that port already has a binding floating IP.'
    expect(refusal(await pf.post(fip, other, SECOND))).toBe(bound)
    const { id } = (await pf.shown(fip)).port_forwardings[0]
    const to = { internal_port_id: other.id, internal_ip_address: other.ip }
    expect(refusal(await pf.put(fip, id, to))).toBe(bound)
  })

  test('a port that has forwardings may get a floating IP, but not on a distributed router', async () => {
    const fip = await pf.floating()
    const port = await pf.port()
    await pf.made(fip, port, ONE)
    expect((await associate(await pf.floating(), port)).status).toBe(200)
    const apart = await pf.distributed()
    await pf.made(apart.fip, apart.port, ONE)
    const refused =
      `400 PortHasPortForwarding: Cannot associate floating IP to port ${apart.port.id} because it ` +
      'already has a Port Forwarding binding.'
    expect(refusal(await associate(await pf.floating(), apart.port))).toBe(refused)
    const body = { floating_network_id: pf.outside.id, port_id: apart.port.id }
    expect(refusal(await my.demo('POST', '/floatingips', { floatingip: body }))).toBe(refused)
  })

  test('its router is the one of all that it forwards', async () => {
    const fip = await pf.floating()
    const port = await pf.port()
    const apart = await pf.distributed()
    await pf.made(fip, port, ONE)
    expect(refusal(await pf.post(fip, apart.port, SECOND))).toBe(
      `400 BadRequest: Bad port_forwarding request: The Floating IP ${fip.id} had been set on router ` +
        `${pf.router}, the internal Neutron port ${apart.port.id} can not reach it.`,
    )
  })

  test('a router keeps the interface and the gateway by which something is forwarded', async () => {
    const { fip, port, router, subnet } = await pf.distributed()
    await pf.made(fip, port, ONE)
    const remove = () =>
      my.demo('PUT', `/routers/${router}/remove_router_interface`, { subnet_id: subnet })
    const clear = () =>
      my.demo('PUT', `/routers/${router}`, { router: { external_gateway_info: null } })
    expect(refusal(await remove())).toContain('409 RouterInterfaceInUseByFloatingIP')
    expect(refusal(await clear())).toContain('409 RouterExternalGatewayInUseByFloatingIp')
    expect((await my.demo('DELETE', `/ports/${port.id}`)).status).toBe(204)
    expect(await pf.shown(fip)).toMatchObject({ router_id: null, port_forwardings: [] })
    expect((await clear()).status).toBe(200)
    expect((await remove()).status).toBe(200)
  })

  test('a forwarding goes with its port, or with the address that it goes to', async () => {
    const fip = await pf.floating()
    const two = [{ subnet_id: pf.inside.subnet }, { subnet_id: pf.inside.subnet }]
    const port = await pf.port({ fixed_ips: two })
    const [kept, lost] = port.fixed_ips
    await pf.made(fip, { id: port.id, ip: kept.ip_address }, ONE)
    await pf.made(fip, { id: port.id, ip: lost.ip_address }, SECOND)
    const { revision_number: before } = await pf.shown(fip)
    const fewer = { port: { fixed_ips: [kept] } }
    expect((await my.demo('PUT', `/ports/${port.id}`, fewer)).status).toBe(200)
    expect(await pf.shown(fip)).toMatchObject({
      router_id: pf.router,
      port_forwardings: [{ internal_ip_address: kept.ip_address }],
      revision_number: before + 1,
    })
    expect((await my.demo('DELETE', `/ports/${port.id}`)).status).toBe(204)
    expect((await my.demo('GET', pf.of(fip))).body).toEqual({ port_forwardings: [] })
    expect((await pf.shown(fip)).router_id).toBeNull()
    expect((await my.demo('DELETE', `/floatingips/${fip.id}`)).status).toBe(204)
  })

  test('of forwardings that want one port outside exactly one is made', async () => {
    const fip = await pf.floating()
    const ports = await Promise.all([1, 2, 3, 4].map(() => pf.port()))
    const answers = await Promise.all(ports.map((port) => pf.post(fip, port, ONE)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201, 400, 400, 400,
    ])
    expect((await pf.shown(fip)).port_forwardings).toHaveLength(1)
  })

  test('of forwardings that want one port inside exactly one is made', async () => {
    const fips = await Promise.all([1, 2, 3, 4].map(() => pf.floating()))
    const port = await pf.port()
    const answers = await Promise.all(fips.map((fip) => pf.post(fip, port, ONE)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201, 400, 400, 400,
    ])
  })

  test('a floating IP becomes a port’s or forwards one, but not both', async () => {
    const [port, other] = [await pf.port(), await pf.port()]
    for (let round = 1; round <= 5; round++) {
      const fip = await pf.floating()
      const [joined, made] = await Promise.all([
        associate(fip, other),
        pf.post(fip, port, { internal_port: round, external_port: round }),
      ])
      expect(['200 409', '409 201']).toContain(`${joined.status} ${made.status}`)
      await my.demo('PUT', `/floatingips/${fip.id}`, { floatingip: { port_id: null } })
    }
  })

  test('a port is deleted before it is forwarded to, or its forwardings go with it', async () => {
    for (let round = 1; round <= 5; round++) {
      const [fip, port] = [await pf.floating(), await pf.port()]
      const [gone, made] = await Promise.all([
        my.demo('DELETE', `/ports/${port.id}`),
        pf.post(fip, port, ONE),
      ])
      expect(['204 201', '204 404']).toContain(`${gone.status} ${made.status}`)
      expect(await pf.shown(fip)).toMatchObject({ router_id: null, port_forwardings: [] })
    }
  })
})
