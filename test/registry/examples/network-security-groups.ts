import type { Example, Examples, World } from '../world.ts'
import { made } from './network.ts'

/** A new security group of the owner. */
function securityGroup(world: World): Promise<any> {
  return made(world, '/security-groups', 'security_group', { name: world.fresh('group') })
}

async function aGroup(world: World): Promise<Example> {
  return { params: { id: (await securityGroup(world)).id } }
}

export const securityGroupExamples: Examples = {
  'security_groups.list': () => ({}),
  'security_groups.create': (world) => ({
    body: { security_group: { name: world.fresh('group') } },
  }),
  'security_groups.show': aGroup,
  'security_groups.update': async (world) => ({
    ...(await aGroup(world)),
    body: { security_group: { name: 'changed' } },
  }),
  'security_groups.delete': aGroup,
}
