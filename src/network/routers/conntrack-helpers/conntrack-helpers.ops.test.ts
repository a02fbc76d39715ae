/** Conntrack helpers: what they say, whose they are, and refusals in the words of a real Neutron. */
import { beforeAll, describe, expect, test } from 'vitest'
import { refusal, useNetworkCloud } from '../../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

const MISSING = '00000000-0000-4000-8000-000000000000'
const TFTP = { protocol: 'udp', port: 69, helper: 'tftp' }
let router: string
let helpers: string

beforeAll(async () => {
  router = (await my.make('router')).id
  helpers = `/routers/${router}/conntrack_helpers`
})

const post = (more: object = {}, as = my.demo, path = helpers) => {
  return as('POST', path, { conntrack_helper: { ...TFTP, ...more } })
}
const made = async (more: object = {}) => (await post(more)).body.conntrack_helper
const shown = async () => (await my.demo('GET', `/routers/${router}`)).body.router
const duplicate = (port: number) =>
  '400 BadRequest: Bad conntrack_helper request: A duplicate conntrack helper entry with same ' +
  `attributes already exists, conflicting values are {'router_id': '${router}', 'protocol': ` +
  `'udp', 'port': ${port}, 'helper': 'tftp'}.`

describe('a conntrack helper', () => {
  test('is made, listed, shown, changed and deleted, each a change of its router', async () => {
    const { revision_number: before } = await shown()
    const got = await post()
    expect(got.status).toBe(201)
    const { id } = got.body.conntrack_helper
    expect(got.body).toEqual({ conntrack_helper: { id, ...TFTP } })
    expect((await my.demo('GET', `${helpers}/${id}`)).body).toEqual(got.body)
    expect((await my.reader('GET', helpers)).body).toEqual({ conntrack_helpers: [{ id, ...TFTP }] })
    const path = `${helpers}/${id}`
    const changed = { id, ...TFTP, port: 70 }
    const put = { conntrack_helper: { port: 70 } }
    expect((await my.demo('PUT', path, put)).body).toEqual({ conntrack_helper: changed })
    expect((await my.demo('PUT', path, put)).body).toEqual({ conntrack_helper: changed })
    expect(await shown()).toMatchObject({
      conntrack_helpers: [{ ...TFTP, port: 70 }],
      revision_number: before + 2,
    })
    expect((await my.demo('DELETE', path)).status).toBe(204)
    expect(await shown()).toMatchObject({ conntrack_helpers: [], revision_number: before + 3 })
    expect(refusal(await my.demo('GET', path))).toBe(
      `404 ConntrackHelperNotFound: Conntrack Helper ${id} could not be found.`,
    )
  })

  test.each([
    [{ helper: 'nope' }, 'ConntrackHelperNotAllowed: Conntrack Helper nope is not allowed.'],
    [
      { helper: 'h323', protocol: 'icmp' },
      'InvalidProtocolForHelper: Conntrack Helper h323 does not support: icmp. Supported protocols ' +
        'are: udp, tcp',
    ],
    [
      { protocol: 'UDP' },
      'HTTPBadRequest: Invalid input for protocol. Reason: UDP is not in valid_values.',
    ],
    [
      { port: 0 },
      "HTTPBadRequest: Invalid input for port. Reason: '0' is too small - must be at least '1'.",
    ],
    [{ port: 'x' }, "InvalidInput: Invalid input for operation: 'x' is not an integer."],
    [
      { helper: null },
      "HTTPBadRequest: Invalid input for helper. Reason: 'None' is not a valid string.",
    ],
    [{ description: 'x' }, "HTTPBadRequest: Unrecognized attribute(s) 'description'"],
  ])('is not made of %o', async (more, said) => {
    expect(refusal(await post(more))).toBe(`400 ${said}`)
  })

  test('is not there twice, by creation or by change, and all of a bulk are made or none', async () => {
    const { id } = await made({ port: 100 })
    expect(refusal(await post({ port: 100 }))).toBe(duplicate(100))
    const other = await made({ port: 101 })
    const path = `${helpers}/${other.id}`
    const put = { conntrack_helper: { port: 100 } }
    expect(refusal(await my.demo('PUT', path, put))).toBe(duplicate(100))
    expect(refusal(await my.demo('PUT', path, { conntrack_helper: { helper: 'ftp' } }))).toContain(
      '400 InvalidProtocolForHelper',
    )
    const bulk = (...ports: number[]) =>
      my.demo('POST', helpers, { conntrack_helpers: ports.map((port) => ({ ...TFTP, port })) })
    expect(refusal(await bulk(102, 102))).toBe(duplicate(102))
    expect((await my.demo('GET', `${helpers}?port=102`)).body.conntrack_helpers).toEqual([])
    const several = await bulk(103, 104)
    expect(several.body.conntrack_helpers.map((one: any) => one.port)).toEqual([103, 104])
    const sorted = await my.demo(
      'GET',
      `${helpers}?helper=TFTP&sort_key=port&sort_dir=desc&fields=port`,
    )
    expect(sorted.body.conntrack_helpers.map((one: any) => one.port)).toEqual([104, 103, 101, 100])
    expect((await my.demo('GET', `${helpers}/${id.toUpperCase()}`)).status).toBe(200)
  })

  test('is for owners of the router to change, and others do not learn of it', async () => {
    const { id } = await made({ port: 200 })
    const path = `${helpers}/${id}`
    const put = { conntrack_helper: { port: 201 } }
    const disallowed = (verb: string) =>
      `403 PolicyNotAuthorized: rule:${verb}_router_conntrack_helper is disallowed by policy`
    const hidden = '404 HTTPNotFound: The resource could not be found.'
    expect(refusal(await post({ port: 202 }, my.reader))).toBe(disallowed('create'))
    expect(refusal(await my.reader('PUT', path, put))).toBe(disallowed('update'))
    expect(refusal(await my.reader('DELETE', path))).toBe(disallowed('delete'))
    expect(refusal(await post({ port: 202 }, my.stranger))).toBe(disallowed('create'))
    expect((await my.stranger('GET', helpers)).body).toEqual({ conntrack_helpers: [] })
    expect(refusal(await my.stranger('GET', path))).toBe(hidden)
    expect(refusal(await my.stranger('PUT', path, put))).toBe(hidden)
    expect(refusal(await my.stranger('DELETE', path))).toBe(hidden)
    expect((await my.admin('PUT', path, put)).status).toBe(200)
  })

  test('has a router, with which it goes', async () => {
    const nowhere = `/routers/${MISSING}/conntrack_helpers`
    expect(refusal(await post({}, my.demo, nowhere))).toBe(
      `404 RouterNotFound: Router ${MISSING} could not be found`,
    )
    expect((await my.demo('GET', nowhere)).body).toEqual({ conntrack_helpers: [] })
    const { id } = await my.make('router')
    expect((await post({}, my.demo, `/routers/${id}/conntrack_helpers`)).status).toBe(201)
    expect((await my.demo('DELETE', `/routers/${id}`)).status).toBe(204)
  })
})
