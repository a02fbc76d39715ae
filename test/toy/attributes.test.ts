/** A resource that is a table of attributes: what clients may send, and in which words not. */
import { expect, test } from 'vitest'
import { openApi } from '../../src/kernel/openapi.ts'
import { ADMIN, MEMBER, QUAY, startHarbour } from './berth-requests.ts'
import { BERTHS } from './berths.table.ts'
import { HARBOUR } from './harbour.ts'

test('a berth is created with its defaults, shown, changed and deleted', async () => {
  const { ask } = await startHarbour()
  const created = await ask('POST', '', { body: { berth: { quay_id: QUAY, name: 'one' } } })
  expect(created.status).toBe(201)
  const { id } = created.answer.berth
  expect(created.answer).toEqual({
    berth: {
      id,
      name: 'one',
      project_id: 'p',
      open: true,
      shared: false,
      depth: 0,
      side: 'port',
      channel: null,
      quay_id: QUAY,
      tugs: [],
      address: null,
      cidr: null,
      options: null,
      status: 'FREE',
      revision_number: 0,
      lights: null,
      tenant_id: 'p',
    },
  })
  expect(await ask('GET', `/${id}`)).toMatchObject({ status: 200, answer: created.answer })
  const changed = await ask('PUT', `/${id}`, { body: { berth: { name: 'two', open: 'no' } } })
  const changes = { name: 'two', open: false, revision_number: 1 }
  const after = { berth: { ...created.answer.berth, ...changes } }
  expect(changed).toMatchObject({ status: 200, answer: after })
  expect((await ask('GET', `/${id}`)).answer).toEqual(after)
  expect(await ask('DELETE', `/${id}`)).toMatchObject({ status: 204, answer: undefined })
  expect(await ask('GET', `/${id}`)).toMatchObject({
    status: 404,
    refusal: `BerthNotFound: Berth ${id} could not be found.`,
  })
})

test('values are converted before they are checked', async () => {
  const { make } = await startHarbour()
  const options = { weight: '12', mast: 'tall' }
  const sent = { depth: '3', open: 'off', channel: ' 1_6 ', options }
  expect(await make(sent, ADMIN)).toMatchObject({
    depth: 3,
    open: false,
    channel: 16,
    options: { weight: 12, mast: 'tall' },
  })
  expect(await make({ depth: 1.9, open: 0, tugs: [QUAY] }, ADMIN)).toMatchObject({
    depth: 1,
    open: false,
    tugs: [QUAY],
  })
})

const INVALID = 'HTTPBadRequest: Invalid input for'

const REFUSED: readonly (readonly [sent: object, refusal: string])[] = [
  [{ bogus: 1, other: 2 }, "HTTPBadRequest: Unrecognized attribute(s) 'bogus, other'"],
  // What is unknown comes before what may not be set, that before what is missing, by the table.
  [{ status: 'X', bogus: 1 }, "HTTPBadRequest: Unrecognized attribute(s) 'bogus'"],
  [{ id: 'x', name: 5 }, "HTTPBadRequest: Attribute 'id' not allowed in POST"],
  [
    { quay_id: undefined, name: 5, status: 'X' },
    "HTTPBadRequest: Failed to parse request. Required attribute 'quay_id' not specified",
  ],
  [{ name: 5, side: 'x' }, `${INVALID} name. Reason: '5' is not a valid string.`],
  [{ name: null }, `${INVALID} name. Reason: 'None' is not a valid string.`],
  [
    { name: 'n'.repeat(21) },
    `${INVALID} name. Reason: 'nnnnnnnnnnnnnnnnnnnnn' exceeds maximum length of 20.`,
  ],
  [{ name: ' blank' }, `${INVALID} name. Reason: ' blank' is not a valid string.`],
  [{ quay_id: 'x' }, `${INVALID} quay_id. Reason: 'x' is not a valid UUID.`],
  [{ side: 'aft' }, `${INVALID} side. Reason: aft is not in valid_values.`],
  [{ depth: -1 }, `${INVALID} depth. Reason: '-1' should be non-negative.`],
  [{ channel: 0 }, `${INVALID} channel. Reason: '0' is too small - must be at least '1'.`],
  [{ channel: 89 }, `${INVALID} channel. Reason: '89' is too large - must be no larger than '88'.`],
  [{ tugs: 'x' }, `${INVALID} tugs. Reason: 'x' is not a list.`],
  [{ tugs: ['x'] }, `${INVALID} tugs. Reason: 'x' is not a valid UUID.`],
  [{ tugs: [QUAY, QUAY] }, `${INVALID} tugs. Reason: Duplicate items in the list: '${QUAY}'.`],
  [{ address: '10.0.0' }, `${INVALID} address. Reason: '10.0.0' is not a valid IP address.`],
  [{ address: 7 }, `${INVALID} address. Reason: '7' is not a valid IP address.`],
  [
    { address: '10.01.0.1' },
    `${INVALID} address. Reason: '10.01.0.1' is not an accepted IP address, '10.1.0.1' is recommended.`,
  ],
  [{ cidr: '10.0.0.0' }, `${INVALID} cidr. Reason: '10.0.0.0' is not a valid IP subnet.`],
  [{ options: 'x' }, `${INVALID} options. Reason: 'x' is not a dictionary.`],
  [
    { options: { mast: 'x' } },
    `${INVALID} options. Reason: Validation of dictionary's keys failed. ` +
      "Expected keys: {'weight'} Provided keys: {'mast'}.",
  ],
  [
    { options: { weight: 1, sail: 2 } },
    `${INVALID} options. Reason: Unexpected keys supplied: sail.`,
  ],
  [
    { options: { weight: 1, mast: 'too long' } },
    `${INVALID} options. Reason: 'too long' exceeds maximum length of 5.`,
  ],
  [
    { open: 'maybe' },
    "InvalidInput: Invalid input for operation: 'maybe' cannot be converted to boolean.",
  ],
  [{ depth: 1e30 }, "InvalidInput: Invalid input for operation: '1e+30' is not an integer."],
  [{ depth: 'x' }, "InvalidInput: Invalid input for operation: 'x' is not an integer."],
  [
    { options: { weight: 'x' } },
    "InvalidInput: Invalid input for operation: 'x' is not an integer.",
  ],
  [
    { project_id: 'q' },
    "HTTPBadRequest: Specifying 'project_id' other than the authenticated project in request is " +
      'not allowed for the current user.',
  ],
  [
    { project_id: 'p', tenant_id: 'q' },
    "HTTPBadRequest: 'project_id' and 'tenant_id' do not match",
  ],
]

test('what POST may not say is refused in the words of Neutron', async () => {
  const { ask, list } = await startHarbour()
  for (const [sent, refusal] of REFUSED) {
    const got = await ask('POST', '', { body: { berth: { quay_id: QUAY, ...sent } } })
    expect([sent, got.status, got.refusal]).toEqual([sent, 400, refusal])
  }
  expect((await list('')).berths).toEqual([])
})

test.each<[sent: object, name: string]>([
  [{ quay_id: QUAY, status: 'x' }, 'quay_id'],
  [{ id: 'x' }, 'id'],
  [{ project_id: 'p' }, 'tenant_id'],
])('PUT of %j is refused before it is known whether there is such a berth', async (sent, name) => {
  const { ask } = await startHarbour()
  expect(await ask('PUT', '/none', { body: { berth: sent } })).toMatchObject({
    status: 400,
    refusal: `HTTPBadRequest: Cannot update read-only attribute ${name}`,
  })
})

test('an administrator creates for another project, by either name of it', async () => {
  const { make } = await startHarbour()
  for (const owner of [{ project_id: 'q' }, { tenant_id: 'q' }]) {
    expect(await make(owner, ADMIN)).toMatchObject({ project_id: 'q', tenant_id: 'q' })
  }
})

test('several at once are all created or none, in either form of an item', async () => {
  const { ask, list } = await startHarbour()
  const [one, two] = [
    { quay_id: QUAY, name: 'one' },
    { quay_id: QUAY, name: 'two' },
  ]
  const both = await ask('POST', '', { body: { berths: [one, { berth: two }] } })
  expect(both.status).toBe(201)
  expect(both.answer.berths).toMatchObject([one, two])
  const refused = await ask('POST', '', { body: { berths: [one, { name: 'three' }] } })
  expect(refused).toMatchObject({ status: 400 })
  const late = await ask('POST', '', { body: { berths: [one, { ...two, name: 'rock' }] } })
  expect(late).toMatchObject({ status: 409, refusal: 'BerthOnRock: A rock.' })
  expect((await list('')).berths).toHaveLength(2)
})

test('an attribute may need a rule of its own, unless it is set to its default', async () => {
  const { ask, make } = await startHarbour()
  const post = async (sent: object, token = MEMBER) =>
    (await ask('POST', '', { token, body: { berth: { quay_id: QUAY, ...sent } } })).refusal
  const refused = (rules: string) => `PolicyNotAuthorized: ${rules} is disallowed by policy`
  expect(await post({ depth: '0', shared: false })).toBeUndefined()
  expect(await post({ shared: true })).toBe(
    refused('(rule:create_berth and rule:create_berth:shared)'),
  )
  expect(await post({ depth: 1, shared: true })).toBe(
    refused('((rule:create_berth and rule:create_berth:shared) and rule:create_berth:depth)'),
  )
  expect(await post({ depth: 1, shared: true }, ADMIN)).toBeUndefined()
  expect(await post({}, 'reader@p')).toBe(refused('rule:create_berth'))
  const { id } = await make()
  const put = async (sent: object) => await ask('PUT', `/${id}`, { body: { berth: sent } })
  // Changing is not like creating: the default is a change, too.
  expect(await put({ shared: false })).toMatchObject({
    status: 403,
    refusal: refused('(rule:update_berth and rule:update_berth:shared)'),
  })
  expect(await put({ depth: 4 })).toMatchObject({ status: 200 })
})

test('who cannot see it is told that there is none; who can, that it is not allowed', async () => {
  const { ask, make } = await startHarbour()
  const own = await make()
  const shared = await make({ shared: true }, ADMIN)
  const body = { berth: { name: 'x' } }
  for (const [method, sent] of [
    ['PUT', { body }],
    ['DELETE', {}],
    ['GET', {}],
  ] as const) {
    const token = 'member@q'
    expect((await ask(method, `/${own.id}`, { token, ...sent })).status).toBe(404)
    const { status } = await ask(method, `/${shared.id}`, { token, ...sent })
    expect(status).toBe(method === 'GET' ? 200 : 403)
    // In sight of the project, but not of the role.
    const hidden = await ask(method, `/${own.id}`, { token: 'reader@p', ...sent })
    expect([hidden.status, hidden.refusal]).toEqual([
      404,
      'HTTPNotFound: The resource could not be found.',
    ])
  }
})

test('some attributes are seen by some, some by nobody', async () => {
  const { ask, make } = await startHarbour()
  const { id, ...own } = await make({ code: 'secret', pilot: 'Ann' })
  expect(own).not.toHaveProperty('pilot')
  const { berth } = (await ask('GET', `/${id}`, { token: ADMIN })).answer
  expect(berth).toMatchObject({ pilot: 'Ann' })
  expect(berth).not.toHaveProperty('code')
})

test('the table knows which extension brought an attribute', () => {
  expect([BERTHS.extensions.get('name'), BERTHS.extensions.get('lights')]).toEqual([
    'berth',
    'berth-lights',
  ])
})

test('OpenAPI describes what may be sent and which filters there are', () => {
  const { paths, components } = openApi(HARBOUR, { release: '0' })
  const { get } = paths['/v2.0/berths']! as Record<string, any>
  const [one] = components.schemas['berths.create.request']!['anyOf'] as any[]
  expect(one.properties.berth).toMatchObject({
    required: ['quay_id'],
    additionalProperties: false,
    properties: { name: { type: 'string', maxLength: 20 }, side: { enum: ['port', 'starboard'] } },
  })
  expect(one.properties.berth.properties).not.toHaveProperty('status')
  const parameters = get.parameters.map(({ name }: { name: string }) => name)
  expect(parameters).toEqual(expect.arrayContaining(['name', 'tenant_id', 'sort_key', 'fields']))
  expect(parameters).not.toContain('side')
})
