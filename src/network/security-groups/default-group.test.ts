/** The default group of a project: there is one as soon as somebody needs it, and never two. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import { networkApi, networkCloud, refusal } from '../../../test/support/network-cloud.ts'

const LIMITED = { network: { quotas: { security_group: 2, security_group_rule: 3 } } }

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  async function cloud(options: object = {}) {
    const my = await networkCloud({ ...options, database: await backend.url('cloud') })
    onTestFinished(() => my.cloud[Symbol.asyncDispose]())
    return my
  }

  test('the first list has it, with rules that let all out and the group itself in', async () => {
    const my = await cloud()
    const { body } = await my.reader('GET', '/security-groups')
    const [group] = body.security_groups
    expect(body.security_groups).toEqual([group])
    expect(group).toMatchObject({
      name: 'default',
      description: 'Default security group',
      project_id: my.persona.projectId,
      stateful: true,
      shared: false,
      tags: [],
      revision_number: 1,
    })
    const rules = group.security_group_rules.map((rule: any) => {
      return `${rule.direction} ${rule.ethertype} ${rule.remote_group_id === group.id}`
    })
    expect(rules.toSorted()).toEqual([
      'egress IPv4 false',
      'egress IPv6 false',
      'ingress IPv4 true',
      'ingress IPv6 true',
    ])
  })

  test('is made for nobody who may not even read, and guards none of his ports', async () => {
    const my = await cloud()
    const roleless = networkApi(my.cloud, await my.cloud.roleless('demo'))
    expect((await roleless('GET', '/security-groups')).body.security_groups).toEqual([])
    const { id } = await my.make('network', { shared: true }, my.admin)
    const port = await my.make('port', { network_id: id }, roleless)
    expect(port.security_groups).toEqual([])
  })

  test('many who need it at once get one', async () => {
    const my = await cloud()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => {
        return at % 2 === 0
          ? my.demo('GET', '/security-groups?name=default')
          : my.demo('POST', '/security-groups', { security_group: { name: `g${at}` } })
      }),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 200, 201, 200, 201, 200, 201])
    const { body } = await my.demo('GET', '/security-groups?name=DEFAULT')
    expect(body.security_groups).toHaveLength(1)
    expect(body.security_groups[0].security_group_rules).toHaveLength(4)
  })

  test('is refused to a project that may not have its rules', async () => {
    const my = await cloud(LIMITED)
    expect(refusal(await my.demo('GET', '/security-groups'))).toBe(
      "409 OverQuota: Quota exceeded for resources: ['security_group_rule'].",
    )
  })

  test('stays, but for administrators, and the next call makes another', async () => {
    const my = await cloud()
    const list = async () => (await my.demo('GET', '/security-groups')).body.security_groups
    const [{ id }] = await list()
    expect(refusal(await my.demo('DELETE', `/security-groups/${id}`))).toBe(
      '409 SecurityGroupCannotRemoveDefault: ' +
        'Insufficient rights for removing default security group.',
    )
    expect((await my.admin('DELETE', `/security-groups/${id}`)).status).toBe(204)
    const [another] = await list()
    expect(another.id).not.toBe(id)
  })
})
