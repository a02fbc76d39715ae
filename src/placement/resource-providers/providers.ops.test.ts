/** Resource providers and their trees. */
import { describe, expect, test } from 'vitest'
import { refusal, usePlacementCloud } from '../../../test/support/placement-cloud.ts'

const my = usePlacementCloud()

const NONE = '00000000-0000-4000-8000-000000000000'

const create = (body: object, version?: string) =>
  my.admin('POST', '/resource_providers', body, version)
const update = (uuid: string, body: object, version?: string) =>
  my.admin('PUT', `/resource_providers/${uuid}`, body, version)

describe('a provider', () => {
  test('is made with a uuid of its own or of the client, and shown as its version has it', async () => {
    const uuid = 'AAAAAAAA000040008000000000000001'
    const got = await create({ name: 'made', uuid }, '1.20')
    const canonical = 'aaaaaaaa-0000-4000-8000-000000000001'
    expect(got.status, got.text).toBe(200)
    expect(got.headers.get('location')).toMatch(new RegExp(`/resource_providers/${canonical}$`))
    expect(got.headers.get('cache-control')).toBe('no-cache')
    expect(Date.parse(got.headers.get('last-modified')!)).toBeGreaterThan(0)
    const link = (rel: string) => ({ rel, href: `/resource_providers/${canonical}/${rel}` })
    expect(got.body).toEqual({
      ...{ uuid: canonical, name: 'made', generation: 0 },
      ...{ parent_provider_uuid: null, root_provider_uuid: canonical },
      links: [
        { rel: 'self', href: `/resource_providers/${canonical}` },
        ...['inventories', 'usages', 'aggregates', 'traits', 'allocations'].map(link),
      ],
    })
    const old = await my.admin('GET', `/resource_providers/${canonical}`, undefined, '1.0')
    expect(Object.keys(old.body)).toEqual(['uuid', 'name', 'generation', 'links'])
    expect(old.body.links.map(({ rel }: any) => rel)).toEqual(['self', 'inventories', 'usages'])
    expect(old.headers.get('last-modified')).toBeNull()
  })

  test('is made without a body in the answer below 1.20', async () => {
    const got = await create({ name: 'quiet' }, '1.19')
    expect([got.status, got.text]).toEqual([201, ''])
  })

  test.each([
    [{}, "400 JSON does not validate: 'name' is a required property  Failed validating 'required'"],
    [{ name: '' }, '400 Unable to create resource provider "", '],
    [{ name: 'x', uuid: 'x' }, "400 JSON does not validate: 'x' is not a 'uuid'"],
    [{ name: 'x', y: 1 }, '400 JSON does not validate: Additional properties are not allowed'],
    [
      { name: 'x', uuid: NONE, parent_provider_uuid: NONE },
      `400 Unable to create resource provider "x", ${NONE}: Object action create failed because: ` +
        'parent provider UUID cannot be same as UUID.',
    ],
    [
      { name: 'x', uuid: NONE, parent_provider_uuid: 'bbbbbbbb-0000-4000-8000-000000000000' },
      `400 Unable to create resource provider "x", ${NONE}: Object action create failed because: ` +
        'parent provider UUID does not exist.',
    ],
  ])('is not made of %j', async (body, message) => {
    expect(refusal(await create(body))).toContain(message)
  })

  test('shares neither its name nor its uuid', async () => {
    const { uuid, name } = (await create({ name: 'taken' })).body
    expect(refusal(await create({ name }))).toBe(
      '409 duplicate_name Conflicting resource provider name: taken already exists.',
    )
    expect(refusal(await create({ name: 'other', uuid }))).toBe(
      `409 duplicate_name Conflicting resource provider uuid: ${uuid} already exists.`,
    )
    const other = (await create({ name: 'other' })).body.uuid
    expect(refusal(await update(other, { name }))).toBe(
      '409 duplicate_name Conflicting resource provider taken already exists.',
    )
  })

  test('asks for JSON, and says it in the words of the service', async () => {
    const { token } = my.adminPersona
    const send = (headers: Record<string, string>) =>
      my.cloud.request('placement', 'POST', '/resource_providers', {
        ...{ token, version: '1.39', headers, body: '{"name":"x"}' },
      })
    expect(refusal(await send({ 'Content-Type': 'text/plain' }))).toBe(
      '415 The media type text/plain is not supported, use application/json',
    )
    expect((await my.admin('POST', '/resource_providers')).status).toBe(415)
    const broken = await my.cloud.request('placement', 'POST', '/resource_providers', {
      ...{ token, version: '1.39', body: '{' },
    })
    expect(refusal(broken)).toMatch(/^400 Malformed JSON: /)
    const xml = { token, headers: { Accept: 'application/xml' } }
    const got = await my.cloud.request('placement', 'GET', '/resource_providers', xml)
    expect(refusal(got)).toBe('406 Only application/json is provided')
  })
})

describe('a tree', () => {
  test('is grown at once, and moved from 1.37 on', async () => {
    const [root, other] = [await my.provider(), await my.provider()]
    const child = await my.provider({ parent: root })
    const leaf = await my.provider({ parent: child })
    const rootOf = async (uuid: string) =>
      (await my.admin('GET', `/resource_providers/${uuid}`)).body.root_provider_uuid
    expect(await rootOf(leaf)).toBe(root)
    const move = (parent: string | null, version: string) =>
      update(child, { name: `moved-${child}`, parent_provider_uuid: parent }, version)
    expect(refusal(await move(other, '1.36'))).toContain(
      're-parenting a provider is not currently allowed.',
    )
    expect(refusal(await move(null, '1.36'))).toContain(
      'un-parenting a provider is not currently allowed.',
    )
    expect((await move(other, '1.37')).body.root_provider_uuid).toBe(other)
    expect(await rootOf(leaf)).toBe(other)
    expect(refusal(await move(leaf, '1.37'))).toContain(
      'creating loop in the provider tree is not allowed.',
    )
    expect(refusal(await move(NONE, '1.37'))).toContain('parent provider UUID does not exist.')
    expect((await move(null, '1.37')).body.parent_provider_uuid).toBeNull()
    expect(await rootOf(leaf)).toBe(child)
    const { body } = await my.admin('GET', `/resource_providers?in_tree=${leaf}`)
    expect(body.resource_providers.map(({ uuid }: any) => uuid)).toEqual([child, leaf])
  })

  test('is deleted from its leaves, and what is allocated of not at all', async () => {
    const root = await my.provider({ has: { VCPU: 4 } })
    const child = await my.provider({ parent: root })
    const remove = (uuid: string) => my.admin('DELETE', `/resource_providers/${uuid}`)
    expect(refusal(await remove(root))).toBe(
      `409 resource_provider.cannot_delete_parent Unable to delete parent resource provider ${root}: ` +
        'It has child resource providers.',
    )
    expect((await remove(child)).status).toBe(204)
    await my.claim(root, { VCPU: 1 })
    expect(refusal(await remove(root))).toBe(
      `409 resource_provider.inuse Unable to delete resource provider ${root}: Resource provider has ` +
        'allocations.',
    )
    expect(refusal(await remove(NONE))).toBe(
      `404 No resource provider with uuid ${NONE} found for delete`,
    )
  })
})

describe('the list', () => {
  const list = async (query: string, version?: string) => {
    const got = await my.admin('GET', `/resource_providers?${query}`, undefined, version)
    expect(got.status, got.text).toBe(200)
    return got.body.resource_providers.map(({ uuid }: any) => uuid)
  }

  test('is filtered by what providers have', async () => {
    const [agg, bad] = [crypto.randomUUID(), crypto.randomUUID()]
    const traits = ['HW_CPU_X86_AVX', 'HW_CPU_X86_VMX']
    const big = await my.provider({ has: { PGPU: 8 }, traits, aggregates: [agg] })
    const small = await my.provider({ has: { PGPU: 1 }, aggregates: [agg, bad] })
    expect(await list('resources=PGPU:1')).toEqual([big, small])
    expect(await list('resources=PGPU:2')).toEqual([big])
    expect(await list('resources=PGPU:9')).toEqual([])
    expect(await list(`member_of=${agg}`)).toEqual([big, small])
    expect(await list(`member_of=${agg}&member_of=!${bad}`)).toEqual([big])
    expect(await list(`member_of=in:${bad},${NONE}`)).toEqual([small])
    expect(await list('resources=PGPU:1&required=HW_CPU_X86_AVX,HW_CPU_X86_VMX')).toEqual([big])
    expect(await list('resources=PGPU:1&required=!HW_CPU_X86_AVX')).toEqual([small])
    expect(await list('resources=PGPU:1&required=in:HW_CPU_X86_AVX,HW_CPU_X86_AVX2')).toEqual([big])
    expect(await list(`uuid=${small}`)).toEqual([small])
    expect(await list(`in_tree=${NONE}`)).toEqual([])
  })

  test.each([
    ['bogus=1', '1.39', "Additional properties are not allowed ('bogus' was unexpected)"],
    ['resources=', '1.39', 'Badly formed resources parameter. Expected resources query string'],
    [
      'resources=VCPU:x',
      '1.39',
      'Requested resource VCPU expected positive integer amount. Got: x.',
    ],
    ['resources=VCPU:0', '1.39', 'Requested resource VCPU requires amount >= 1. Got: 0.'],
    ['resources=NOPE:1', '1.39', 'Invalid resource class in resources parameter: No such resource'],
    ['required=NOPE', '1.39', 'Invalid trait(s) in "required" parameter: No such trait(s): NOPE.'],
    [
      'required=',
      '1.39',
      "Expected 'required' parameter value of the form: HW_CPU_X86_VMX,!CUSTOM",
    ],
    ['required=!HW_CPU_X86_VMX', '1.21', 'Got: !HW_CPU_X86_VMX'],
    ['required=in:HW_CPU_X86_VMX', '1.38', 'only supported since microversion 1.39'],
    ['required=in:!HW_CPU_X86_VMX', '1.39', 'does not support forbidden traits'],
    ['member_of=x', '1.39', "Expected 'member_of' parameter to contain valid UUID(s). Got: x"],
    [`member_of=${NONE},${NONE}`, '1.39', "must be prefixed with the 'in:' or '!in:' keyword"],
    [
      `member_of=${NONE}&member_of=${NONE}`,
      '1.23',
      'Multiple member_of parameters are not supported',
    ],
    [`member_of=!${NONE}`, '1.31', 'Forbidden member_of parameters are not supported'],
    [`member_of=${NONE}`, '1.2', "('member_of' was unexpected)"],
  ])('refuses ?%s at %s', async (query, version, message) => {
    const got = await my.admin('GET', `/resource_providers?${query}`, undefined, version)
    expect(refusal(got)).toContain(message)
    expect(got.status).toBe(400)
  })
})

describe('the version', () => {
  const ask = (version: string, path = '/resource_providers?name=none') =>
    my.admin('GET', path, undefined, version)

  test.each(['1.0', '1.01', 'latest'])('%s is one', async (version) => {
    expect((await ask(version)).status).toBe(200)
  })

  test.each([
    ['1.40', '406 Invalid microversion: Unacceptable version header: 1.40'],
    ['0.9', '406 Invalid microversion: Unacceptable version header: 0.9'],
    [
      'abc',
      '400 Invalid microversion: invalid version string: abc; invalid literal for int() with',
    ],
    ['1', '400 Invalid microversion: invalid version string: 1; Version.__new__() missing 1'],
    ['1.2.3', 'Version.__new__() takes 3 positional arguments but 4 were given'],
  ])('%s is none', async (version, message) => {
    const got = await ask(version)
    expect(refusal(got)).toContain(message)
    expect(got.headers.get('openstack-api-version')).toBeNull()
  })

  test('is shown of paths and methods that are not there, too', async () => {
    const got = await ask('1.39', '/nope')
    expect(refusal(got)).toBe('404 ')
    expect(got.headers.get('openstack-api-version')).toBe('placement 1.39')
    const put = await my.admin('PUT', '/resource_providers', {})
    expect(refusal(put)).toBe('405 The method specified is not allowed for this resource.')
    expect(put.headers.get('allow')).toBe('GET, POST')
    expect((await my.cloud.request('placement', 'GET', '/nope')).status).toBe(401)
  })
})
