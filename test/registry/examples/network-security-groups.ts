import type { Example, Examples, World } from '../world.ts'
import { made } from './network.ts'

/** A new security group of the owner, who may not have many: those of other examples go, unless a port has them. */
async function securityGroup(world: World): Promise<any> {
  const { call, owner } = world
  const path = '/v2.0/security-groups'
  const all = await call('network', 'GET', `${path}?project_id=${owner.projectId}`)
  for (const { id, name } of all.security_groups) {
    if (name === 'default') continue
    await call('network', 'DELETE', `${path}/${id}`).catch((error: Error) => {
      if (!error.message.includes('SecurityGroupInUse')) throw error
    })
  }
  return made(world, '/security-groups', 'security_group', { name: world.fresh('group') })
}

async function aGroup(world: World): Promise<Example> {
  return { params: { id: (await securityGroup(world)).id } }
}

/** A rule as it is sent, for a new group. */
async function rule(world: World) {
  return { security_group_id: (await securityGroup(world)).id, direction: 'ingress' }
}

async function aRule(world: World): Promise<Example> {
  const { id } = await made(
    world,
    '/security-group-rules',
    'security_group_rule',
    await rule(world),
  )
  return { params: { id } }
}

const TEMPLATE = {
  direction: 'ingress',
  used_in_default_sg: false,
  used_in_non_default_sg: false,
} as const

async function aTemplate({ call }: World): Promise<Example> {
  const path = '/v2.0/default-security-group-rules'
  const body = { default_security_group_rule: TEMPLATE }
  const got = await call('network', 'POST', path, { body })
  return { params: { id: got.default_security_group_rule.id } }
}

const SETTINGS = '/v2.0/security-groups-default-statefulness'
const SETTING = 'security_groups_default_statefulness'

/** Each project has one at most. */
async function forgetSettings({ call }: World): Promise<void> {
  const all = await call('network', 'GET', SETTINGS)
  for (const { id } of all[SETTING]) await call('network', 'DELETE', `${SETTINGS}/${id}`)
}

async function aSetting(world: World): Promise<Example> {
  await forgetSettings(world)
  const body = { [SETTING]: { project_id: world.owner.projectId } }
  const got = await world.call('network', 'POST', SETTINGS, { body })
  return { params: { id: got[SETTING].id } }
}

async function anAddressGroup(world: World): Promise<Example> {
  const addresses = ['10.0.0.0/8']
  const { id } = await made(world, '/address-groups', 'address_group', { addresses })
  return { params: { id } }
}

const changed = (resource: string) => ({ body: { [resource]: { name: 'changed' } } })

export const securityGroupExamples: Examples = {
  'security_groups.list': () => ({}),
  'security_groups.create': async (world) => {
    await securityGroup(world)
    return { body: { security_group: { name: world.fresh('group') } } }
  },
  'security_groups.show': aGroup,
  'security_groups.update': async (world) => ({
    ...(await aGroup(world)),
    ...changed('security_group'),
  }),
  'security_groups.delete': aGroup,

  'security_group_rules.list': () => ({}),
  'security_group_rules.create': async (world) => ({
    body: { security_group_rule: await rule(world) },
  }),
  'security_group_rules.show': aRule,
  'security_group_rules.delete': aRule,

  'default_security_group_rules.list': () => ({}),
  'default_security_group_rules.create': () => ({
    body: { default_security_group_rule: TEMPLATE },
  }),
  'default_security_group_rules.show': aTemplate,
  'default_security_group_rules.delete': aTemplate,

  'security_groups_default_statefulness.list': () => ({}),
  'security_groups_default_statefulness.create': async (world) => {
    await forgetSettings(world)
    return { body: { [SETTING]: { stateful: false } } }
  },
  'security_groups_default_statefulness.show': aSetting,
  'security_groups_default_statefulness.update': async (world) => ({
    ...(await aSetting(world)),
    body: { [SETTING]: { stateful: true } },
  }),
  'security_groups_default_statefulness.delete': aSetting,

  'address_groups.list': () => ({}),
  'address_groups.create': (world) => ({ body: { address_group: { name: world.fresh() } } }),
  'address_groups.show': anAddressGroup,
  'address_groups.update': async (world) => ({
    ...(await anAddressGroup(world)),
    ...changed('address_group'),
  }),
  'address_groups.delete': anAddressGroup,
  'address_groups.add_addresses': async (world) => ({
    ...(await anAddressGroup(world)),
    body: { addresses: ['11.0.0.0/8'] },
  }),
  'address_groups.remove_addresses': async (world) => ({
    ...(await anAddressGroup(world)),
    body: { addresses: ['10.0.0.0/8'] },
  }),
}
