import type { Example, Examples, World } from '../world.ts'
import { made, network } from './network.ts'

/** What is said of a policy for a network of the owner. */
async function policyOf(world: World): Promise<object> {
  return {
    ...{ object_type: 'network', object_id: (await network(world)).id },
    ...{ action: 'access_as_shared', target_tenant: world.otherProjectId },
  }
}

async function policy(world: World): Promise<Example> {
  const { id } = await made(world, '/rbac-policies', 'rbac_policy', await policyOf(world))
  return { params: { id } }
}

const FOR_OTHERS = { body: { rbac_policy: { target_tenant: '0123456789abcdef0123456789abcdef' } } }

export const rbacExamples: Examples = {
  'rbac_policies.list': () => ({}),
  'rbac_policies.create': async (world) => ({ body: { rbac_policy: await policyOf(world) } }),
  'rbac_policies.show': policy,
  'rbac_policies.update': async (world) => ({ ...(await policy(world)), ...FOR_OTHERS }),
  'rbac_policies.delete': policy,
}
