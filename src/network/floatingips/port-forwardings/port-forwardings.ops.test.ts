/** Port forwardings: what they say, what they collide with, and refusals in the words of a real Neutron. */
import { beforeAll, describe, expect, test } from 'vitest'
import { forwardings } from '../../../../test/support/port-forwardings.ts'
import { refusal, useNetworkCloud } from '../../../../test/support/network-cloud.ts'

const my = useNetworkCloud({ network: { quotas: {} } })

const MISSING = '00000000-0000-4000-8000-000000000000'
const bad = (reason: string) => `400 BadRequest: Bad port_forwarding request: ${reason}`
const collision = (name: string, one: string, other: string) =>
  bad(
    `There is a port collision with the ${name}_port_range. The following ranges collide: ${one} ` +
      `and ${other}.`,
  )
const anotherHas = (values: string) =>
  bad(
    'Another port forwarding entry with the same attributes already exists, conflicting values are ' +
      `{${values}}.`,
  )

let pf: Awaited<ReturnType<typeof forwardings>>
beforeAll(async () => {
  pf = await forwardings(my)
})

describe('a port forwarding', () => {
  test('is made, listed, shown, changed and deleted, and its floating IP shows it', async () => {
    const fip = await pf.floating()
    const port = await pf.port()
    const got = await pf.post(fip, port, { external_port: 8080, internal_port: 80 })
    expect(got.status).toBe(201)
    const { id } = got.body.port_forwarding
    const says = {
      id,
      protocol: 'tcp',
      internal_port_id: port.id,
      internal_ip_address: port.ip,
      internal_port: 80,
      external_port: 8080,
    }
    const ranges = { internal_port_range: '80:80', external_port_range: '8080:8080' }
    const all = { ...says, ...ranges, description: '' }
    expect(got.body).toEqual({ port_forwarding: all })
    const path = `${pf.of(fip)}/${id}`
    expect((await my.demo('GET', path)).body).toEqual(got.body)
    expect((await my.reader('GET', pf.of(fip))).body).toEqual({ port_forwardings: [all] })
    expect(await pf.shown(fip)).toMatchObject({
      router_id: pf.router,
      status: 'DOWN',
      port_id: null,
      port_forwardings: [says],
      revision_number: fip.revision_number + 1,
    })
    const revision = async () =>
      (await my.demo('GET', `/ports/${port.id}`)).body.port.revision_number
    expect(await revision()).toBe(port.revision_number + 1)
    const described = await pf.put(fip, id, { description: 'web' })
    expect(described.body.port_forwarding).toEqual({ ...all, description: 'web' })
    expect(await revision()).toBe(port.revision_number + 1)
    const changed = { internal_port: 81, internal_port_range: '81:81', description: 'web' }
    expect((await pf.put(fip, id, { internal_port: 81 })).body.port_forwarding).toEqual({
      ...{ ...all, ...changed },
    })
    expect(await revision()).toBe(port.revision_number + 2)
    expect((await my.demo('DELETE', path)).status).toBe(204)
    expect(await revision()).toBe(port.revision_number + 3)
    expect(await pf.shown(fip)).toMatchObject({
      ...{ router_id: null, port_forwardings: [], revision_number: fip.revision_number + 3 },
    })
    expect(refusal(await my.demo('DELETE', path))).toBe(
      `404 PortForwardingNotFound: Port Forwarding ${id} could not be found.`,
    )
  })

  test('forwards a range to as many, or to one', async () => {
    const fip = await pf.floating()
    const port = await pf.port()
    const many = { internal_port_range: '300:310', external_port_range: '400:410' }
    const got = await pf.post(fip, port, many)
    expect(got.body.port_forwarding).toMatchObject({
      ...{ ...many, internal_port: null, external_port: null },
    })
    const { id } = got.body.port_forwarding
    const { external_port: _outer, internal_port: _inner, ...all } = got.body.port_forwarding
    expect((await my.demo('GET', `${pf.of(fip)}/${id}`)).body).toEqual({ port_forwarding: all })
    const one = await pf.post(fip, port, { internal_port: 9, external_port_range: '1:3' })
    expect(one.body.port_forwarding).toMatchObject({
      ...{ internal_port: 9, internal_port_range: '9:9', external_port_range: '1:3' },
    })
    const single = await pf.post(fip, port, { internal_port_range: '7', external_port_range: '8' })
    expect(single.body.port_forwarding).toMatchObject({
      ...{ internal_port: 7, internal_port_range: '7:7', external_port: 8 },
    })
    const mismatch = bad(
      'Invalid ranges of internal and/or external ports. The relation between internal and external ' +
        'ports must be N-N or 1-N.',
    )
    const five = { internal_port_range: '20:24', external_port_range: '20:23' }
    expect(refusal(await pf.post(fip, port, five))).toBe(mismatch)
    expect(refusal(await pf.put(fip, id, { external_port: 55 }))).toBe(mismatch)
    const both = { internal_port: 55, external_port: 55 }
    expect((await pf.put(fip, id, both)).body.port_forwarding).toMatchObject({
      ...{ ...both, internal_port_range: '55:55', external_port_range: '55:55' },
    })
    const back = await pf.put(fip, id, many)
    expect(back.body.port_forwarding).toEqual(all)
    expect((await pf.shown(fip)).port_forwardings).toContainEqual({
      ...{ id, protocol: 'tcp', internal_ip_address: port.ip, internal_port_id: port.id },
    })
  })

  test('shares no port inside or outside with another of its protocol', async () => {
    const [fip, elsewhere] = [await pf.floating(), await pf.floating()]
    const [port, other] = [await pf.port(), await pf.port()]
    const range = { internal_port_range: '300:310', external_port_range: '300:310' }
    await pf.made(fip, port, range)
    expect(refusal(await pf.post(fip, port, range))).toBe(
      collision('internal', '300:310', '300:310'),
    )
    expect(refusal(await pf.post(elsewhere, port, { internal_port: 305, external_port: 1 }))).toBe(
      collision('internal', '300:310', '305:305'),
    )
    expect(refusal(await pf.post(fip, other, { internal_port: 1, external_port: 305 }))).toBe(
      collision('external', '300:310', '305:305'),
    )
    await pf.made(fip, port, { ...range, protocol: 'udp' })
    await pf.made(elsewhere, other, { internal_port: 305, external_port: 305 })
    const { id } = await pf.made(fip, other, { internal_port: 9, external_port: 9 })
    const eight = await pf.made(fip, port, { internal_port: 8, external_port: 8 })
    expect(refusal(await pf.put(fip, id, { external_port: 8 }))).toBe(
      anotherHas(`'floating_ip_address': '${fip.floating_ip_address}', 'external_port': 8`),
    )
    const inside = { internal_port_id: port.id, internal_ip_address: port.ip, internal_port: 8 }
    expect(refusal(await pf.put(fip, id, inside))).toBe(
      anotherHas(
        `'internal_port_id': '${port.id}', 'internal_ip_address': '${port.ip}', 'internal_port': 8`,
      ),
    )
    expect(refusal(await pf.put(fip, id, { external_port: 305 }))).toBe(
      collision('external', '300:310', '305:305'),
    )
    // Words about one are no collision with another range.
    expect((await pf.put(fip, eight.id, { description: 'x' })).status).toBe(200)
  })

  test('goes to an IPv4 address of its port that the router reaches', async () => {
    const fip = await pf.floating()
    const port = await pf.port()
    const ports = { internal_port: 1, external_port: 1 }
    const ips = `[{'subnet_id': '${pf.inside.subnet}', 'ip_address': '${port.ip}'}]`
    const wrong = { ...ports, internal_ip_address: '10.33.1.250' }
    expect(refusal(await pf.post(fip, port, wrong))).toBe(
      bad(
        `Requested internal IP address 10.33.1.250 is not suitable for internal neutron port ` +
          `${port.id}, as its fixed_ips are ${ips}.`,
      ),
    )
    const { id } = await pf.made(fip, port, ports)
    expect(refusal(await pf.put(fip, id, { internal_ip_address: '10.33.1.250' }))).toBe(
      bad(
        'The internal IP does not correspond to an address on the internal port, which has fixed_ips ' +
          `${ips}.`,
      ),
    )
    expect(refusal(await pf.put(fip, id, { internal_ip_address: 'fd00::1' }))).toContain('400 ')
    const bare = await my.make('port', { network_id: pf.inside.id, fixed_ips: [] })
    expect(
      refusal(await pf.post(fip, { id: bare.id, ip: port.ip }, { ...ports, external_port: 2 })),
    ).toBe(bad(`Requested internal port ${bare.id} must allocate an IPv4 address at least..`))
    const far = await pf.farPort()
    const unreachable = bad(
      `External network ${pf.outside.id} is not reachable from subnet ${far.subnet}. Cannot set Port ` +
        `forwarding for port ${far.id} with Floating IP ${fip.id}.`,
    )
    expect(refusal(await pf.post(fip, far, { internal_port: 2, external_port: 2 }))).toBe(
      unreachable,
    )
    expect(refusal(await pf.put(fip, id, { internal_port_id: far.id }))).toBe(unreachable)
    const near = await pf.port()
    const moved = await pf.put(fip, id, { internal_port_id: near.id })
    expect(moved.body.port_forwarding).toMatchObject({
      ...{ internal_port_id: near.id, internal_ip_address: near.ip },
    })
    const gone = { id: MISSING, ip: port.ip }
    const missing = `404 PortNotFound: Port ${MISSING} could not be found.`
    expect(refusal(await pf.post(fip, gone, { internal_port: 5, external_port: 5 }))).toBe(missing)
    expect(refusal(await pf.put(fip, id, { internal_port_id: MISSING }))).toBe(missing)
  })

  test.each([
    [
      { protocol: 'TCP' },
      'HTTPBadRequest: Invalid input for protocol. Reason: TCP is not in valid_values.',
    ],
    [
      { protocol: 6 },
      'InvalidInput: Invalid input for operation: Input value 6 must be string type.',
    ],
    [
      { internal_port: 0 },
      "HTTPBadRequest: Invalid input for internal_port. Reason: '0' is too small - must be at least '1'.",
    ],
    [
      { external_port: 'x' },
      "HTTPBadRequest: Invalid input for external_port. Reason: 'x' is not an integer.",
    ],
    [
      { internal_port_range: '10:9' },
      'HTTPBadRequest: Invalid input for internal_port_range. Reason: First port in a port range must ' +
        'be lower than the second port.',
    ],
    [
      { internal_ip_address: null },
      "HTTPBadRequest: Invalid input for internal_ip_address. Reason: 'None' is not a valid IP address.",
    ],
    [
      { external_port: null },
      "HTTPBadRequest: Failed to parse request. Required attribute 'external_port' not specified",
    ],
    [
      { internal_port: null },
      "HTTPBadRequest: Failed to parse request. Required attribute 'internal_port' not specified",
    ],
    [{ bogus: 1 }, "HTTPBadRequest: Unrecognized attribute(s) 'bogus'"],
  ])('is not made of %o', async (more, said) => {
    const port = { id: MISSING, ip: '10.33.1.9' }
    const fip = await pf.floating()
    const got = await pf.post(fip, port, { internal_port: 80, external_port: 80, ...more })
    expect(refusal(got)).toBe(`400 ${said}`)
  })

  test('takes ports as texts, and what is sent of a range beside them is let be', async () => {
    const fip = await pf.floating()
    const port = await pf.port()
    const texts = { internal_port: '15', external_port: '16', external_port_range: '99' }
    expect(await pf.made(fip, port, texts)).toMatchObject({
      ...{ internal_port: 15, external_port: 16, external_port_range: '16:16' },
    })
  })

  test('is for owners of the floating IP to make, and others miss that', async () => {
    const fip = await pf.floating()
    const port = await pf.port()
    const ports = { internal_port: 1, external_port: 1 }
    const disallowed = (verb: string) =>
      `403 PolicyNotAuthorized: rule:${verb}_floatingip_port_forwarding is disallowed by policy`
    const missing = `404 FloatingIPNotFound: Floating IP ${fip.id} could not be found`
    expect(refusal(await pf.post(fip, port, ports, my.reader))).toBe(disallowed('create'))
    expect(refusal(await pf.post(fip, port, ports, my.stranger))).toBe(disallowed('create'))
    const { id } = await pf.made(fip, port, ports, my.admin)
    const path = `${pf.of(fip)}/${id}`
    const put = { port_forwarding: { description: 'x' } }
    expect(refusal(await my.reader('PUT', path, put))).toBe(disallowed('update'))
    expect(refusal(await my.reader('DELETE', path))).toBe(disallowed('delete'))
    for (const got of [
      await my.stranger('GET', pf.of(fip)),
      await my.stranger('GET', path),
      await my.stranger('PUT', path, put),
      await my.stranger('DELETE', path),
    ]) {
      expect(refusal(got)).toBe(missing)
    }
    expect(refusal(await pf.post({ id: MISSING }, port, ports))).toBe(
      `404 FloatingIPNotFound: Floating IP ${MISSING} could not be found`,
    )
    const elsewhere = await pf.floating()
    expect(refusal(await my.demo('GET', `${pf.of(elsewhere)}/${id}`))).toBe(
      `404 PortForwardingNotFound: Port Forwarding ${id} could not be found.`,
    )
  })

  test('is listed by its protocol, ports and words, sorted, and page by page', async () => {
    const fip = await pf.floating()
    const port = await pf.port()
    const bulk = [3, 1, 2].map((at) => ({
      ...{ protocol: 'tcp', internal_port_id: port.id, internal_ip_address: port.ip },
      ...{ internal_port: at, external_port: at, description: `d${at}` },
    }))
    const made = await my.demo('POST', pf.of(fip), { port_forwardings: bulk })
    expect(made.body.port_forwardings.map((one: any) => one.external_port)).toEqual([3, 1, 2])
    expect((await pf.shown(fip)).revision_number).toBe(fip.revision_number + 3)
    const list = async (query: string) => {
      const got = await my.demo('GET', `${pf.of(fip)}?${query}`)
      return got.body.port_forwardings?.map((one: any) => one.external_port) ?? refusal(got)
    }
    expect(
      await list('external_port=1&external_port=3&sort_key=external_port&sort_dir=asc'),
    ).toEqual([1, 3])
    expect(await list('external_port=x')).toEqual([])
    expect(await list('external_port_range=2:2')).toEqual([2])
    expect(await list('description=D3')).toEqual([3])
    expect(await list(`internal_port_id=${MISSING}`)).toEqual([])
    expect(await list('protocol=udp')).toEqual([])
    expect(await list('internal_port=1')).toBe(
      "400 HTTPBadRequest: ['internal_port'] is invalid attribute for filtering",
    )
    expect(await list('limit=2&sort_key=external_port&sort_dir=desc')).toEqual([3, 2])
  })
})
