/** Logs of security groups, in the words of Neutron. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import {
  networkApi,
  networkCloud,
  networkWithSubnet,
  refusal,
  type NetworkApi,
  type NetworkCloud,
} from '../../../test/support/network-cloud.ts'

const NOWHERE = '00000000-0000-0000-0000-000000000000'
const PATH = '/log/logs'

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  let my: NetworkCloud
  let manager: NetworkApi
  let network_id: string
  beforeAll(async () => {
    my = await networkCloud({ database: await backend.url('cloud', afterAll) })
    manager = networkApi(my.cloud, await my.cloud.user('boss', 'manager', 'demo'))
    ;({ network_id } = await networkWithSubnet(my))
  })
  afterAll(() => my?.cloud[Symbol.asyncDispose]())

  const post = (attributes: object, as = manager) =>
    as('POST', PATH, { log: { resource_type: 'security_group', ...attributes } })
  const log = async (attributes: object = {}): Promise<any> => {
    const got = await post(attributes)
    expect(got.status, got.text).toBe(201)
    return got.body.log
  }
  const group = () => my.make('security_group', { name: 'g' })
  const port = (attributes: object = {}) => my.make('port', { network_id, ...attributes })

  test('managers make logs, and name, describe and switch them', async () => {
    const { projectId } = my.persona
    const made = await log({ name: 'l', description: 'd' })
    expect(made).toEqual({
      ...{ id: made.id, name: 'l', description: 'd', project_id: projectId, tenant_id: projectId },
      ...{ resource_type: 'security_group', resource_id: null, target_id: null },
      ...{ event: 'ALL', enabled: true, revision_number: 0 },
      ...{ created_at: made.created_at, updated_at: made.created_at },
    })
    const put = (sent: object) => manager('PUT', `${PATH}/${made.id}`, { log: sent })
    const off = await put({ enabled: 'no', name: 'n' })
    expect(off.body.log).toMatchObject({ enabled: false, name: 'n', revision_number: 1 })
    expect(refusal(await put({ event: 'DROP' }))).toBe(
      '400 HTTPBadRequest: Cannot update read-only attribute event',
    )
    const found = await manager('GET', `${PATH}?enabled=false&name=n`)
    expect(found.body.logs).toEqual([off.body.log])
    expect((await manager('DELETE', `${PATH}/${made.id}`)).status).toBe(204)
    expect(refusal(await manager('GET', `${PATH}/${made.id}`))).toBe(
      `404 LogResourceNotFound: Log resource ${made.id} could not be found.`,
    )
  })

  test('others of the project find none, and make none', async () => {
    const { id } = await log()
    expect((await my.demo('GET', PATH)).body).toEqual({ logs: [] })
    const hidden = '404 HTTPNotFound: The resource could not be found.'
    expect(refusal(await my.demo('GET', `${PATH}/${id}`))).toBe(hidden)
    expect(refusal(await my.demo('DELETE', `${PATH}/${id}`))).toBe(hidden)
    expect(refusal(await my.stranger('GET', `${PATH}/${id}`))).toMatch(/^404 LogResourceNotFound/)
    expect(refusal(await post({}, my.demo))).toBe(
      '403 PolicyNotAuthorized: rule:create_log is disallowed by policy',
    )
  })

  test('what is logged is a security group, a port, or a group of a port', async () => {
    const [{ id: groupId }, { id: otherId }] = [await group(), await group()]
    const { id: portId } = await port({ security_groups: [groupId] })
    const made = await log({ resource_id: groupId, target_id: portId, event: 'DROP' })
    expect(made).toMatchObject({ resource_id: groupId, target_id: portId, event: 'DROP' })
    expect(refusal(await post({ resource_id: otherId, target_id: portId }))).toBe(
      '400 InvalidResourceConstraint: Invalid resource constraint between resource (security_group ' +
        `${otherId}) and target resource (port ${portId}).`,
    )
    const direct = await port({ 'binding:vnic_type': 'direct' })
    expect(refusal(await post({ target_id: direct.id }))).toBe(
      `409 LoggingTypeNotSupported: Logging type security_group is not supported on port ${direct.id}.`,
    )
    const found = await manager('GET', `${PATH}?target_id=${portId}`)
    expect(found.body.logs).toEqual([made])
  })

  test('enabled logs go with their group and their port', async () => {
    const { id: groupId } = await group()
    const { id: portId } = await port()
    const ofGroup = await log({ resource_id: groupId })
    const [ofPort, off] = [await log({ target_id: portId }), await log({ target_id: portId })]
    await manager('PUT', `${PATH}/${off.id}`, { log: { enabled: false } })
    expect((await my.demo('DELETE', `/security-groups/${groupId}`)).status).toBe(204)
    expect((await my.demo('DELETE', `/ports/${portId}`)).status).toBe(204)
    expect((await manager('GET', `${PATH}/${ofGroup.id}`)).status).toBe(404)
    expect((await manager('GET', `${PATH}/${ofPort.id}`)).status).toBe(404)
    expect((await manager('GET', `${PATH}/${off.id}`)).status).toBe(200)
  })

  test.each([
    [{ resource_type: 'snat' }, '400 InvalidLogResourceType: Invalid log resource_type: snat.'],
    [{ resource_id: NOWHERE }, `404 ResourceNotFound: Resource ${NOWHERE} could not be found.`],
    [
      { target_id: NOWHERE },
      `404 TargetResourceNotFound: Target resource ${NOWHERE} could not be found.`,
    ],
    [
      { event: 'x' },
      '400 HTTPBadRequest: Invalid input for event. Reason: x is not in valid_values.',
    ],
    [
      { target_id: 'x' },
      "400 HTTPBadRequest: Invalid input for target_id. Reason: 'x' is not a valid UUID.",
    ],
  ])('refuses %j', async (attributes, said) => {
    expect(refusal(await post(attributes))).toBe(said)
  })

  test('what others have cannot be logged', async () => {
    const { id } = await my.make('security_group', { name: 'theirs' }, my.stranger)
    expect(refusal(await post({ resource_id: id }))).toMatch(/^404 ResourceNotFound/)
  })

  test('managers are told what can be logged', async () => {
    const of = (as: NetworkApi) => as('GET', '/log/loggable-resources')
    expect((await of(manager)).body).toEqual({ loggable_resources: [{ type: 'security_group' }] })
    expect((await of(my.demo)).body).toEqual({ loggable_resources: [] })
  })
})
