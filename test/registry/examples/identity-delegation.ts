import { createHmac } from 'node:crypto'
import { DEMO_PASSWORD } from '../../support/cloud.ts'
import type { Example, Examples, World } from '../world.ts'

/** Made by the owner, whom no persona is. */
async function applicationCredential(world: World): Promise<Example> {
  const { owner } = world
  const path = `/v3/users/${owner.userId}/application_credentials`
  const body = { application_credential: { name: world.fresh('application'), secret: 'secret' } }
  const made = await world.call('identity', 'POST', path, { as: owner, body })
  const { id } = made.application_credential
  return { params: { user_id: owner.userId, application_credential_id: id } }
}

const ownersOwn = (world: World): Example => ({ params: { user_id: world.owner.userId } })

/** A rule that is in use no more, for such can be deleted. */
async function accessRule(world: World): Promise<Example> {
  const { owner } = world
  const path = `/v3/users/${owner.userId}/application_credentials`
  const rule = { service: 'compute', method: 'GET', path: `/${world.fresh('path')}` }
  const body = { application_credential: { name: world.fresh('ruled'), access_rules: [rule] } }
  const made = (await world.call('identity', 'POST', path, { as: owner, body }))
    .application_credential
  await world.call('identity', 'DELETE', `${path}/${made.id}`, { as: owner })
  return { params: { user_id: owner.userId, access_rule_id: made.access_rules[0].id } }
}

async function credential(world: World): Promise<Example> {
  const body = { credential: { type: 'cert', blob: 'secret', user_id: world.owner.userId } }
  const made = await world.call('identity', 'POST', '/v3/credentials', { body })
  return { params: { credential_id: made.credential.id } }
}

async function ec2Credential(world: World): Promise<Example> {
  const { owner } = world
  const path = `/v3/users/${owner.userId}/credentials/OS-EC2`
  const body = { tenant_id: owner.projectId }
  const made = await world.call('identity', 'POST', path, { as: owner, body })
  return { params: { user_id: owner.userId, credential_id: made.credential.access } }
}

const trustBody = (world: World) => ({
  trust: {
    trustor_user_id: world.owner.userId,
    trustee_user_id: world.admin.userId,
    project_id: world.owner.projectId,
    impersonation: false,
    roles: [{ name: 'member' }],
  },
})

async function trust(world: World): Promise<{ id: string; roleId: string }> {
  const made = await world.call('identity', 'POST', '/v3/OS-TRUST/trusts', {
    as: world.owner,
    body: trustBody(world),
  })
  return { id: made.trust.id, roleId: made.trust.roles[0].id }
}

const aTrust = async (world: World): Promise<Example> => ({
  params: { trust_id: (await trust(world)).id },
})

/** A request to an object store, signed in the first version's way. */
async function signed(world: World): Promise<Example> {
  const { owner } = world
  const path = `/v3/users/${owner.userId}/credentials/OS-EC2`
  const body = { tenant_id: owner.projectId }
  const made = await world.call('identity', 'POST', path, { as: owner, body })
  const { access, secret } = made.credential
  const token = Buffer.from('GET').toString('base64url')
  const signature = createHmac('sha1', secret).update('GET').digest('base64')
  return { body: { credentials: { access, token, signature } } }
}

/** The same for EC2, in the second version's way. */
async function signedEc2(world: World): Promise<Example> {
  const { owner } = world
  const path = `/v3/users/${owner.userId}/credentials/OS-EC2`
  const body = { tenant_id: owner.projectId }
  const made = await world.call('identity', 'POST', path, { as: owner, body })
  const { access, secret } = made.credential
  const text = 'GET\nh\n/\nSignatureMethod=HmacSHA256&SignatureVersion=2'
  const signature = createHmac('sha256', secret).update(text).digest('base64')
  const params = { SignatureVersion: '2' }
  return { body: { credentials: { access, signature, host: 'h', verb: 'GET', path: '/', params } } }
}

export const identityDelegationExamples: Examples = {
  'application_credentials.list': ownersOwn,
  'application_credentials.create': (world) => ({
    ...ownersOwn(world),
    body: { application_credential: { name: world.fresh('application'), secret: DEMO_PASSWORD } },
  }),
  'application_credentials.show': applicationCredential,
  'application_credentials.delete': applicationCredential,
  'access_rules.list': ownersOwn,
  'access_rules.show': accessRule,
  'access_rules.delete': accessRule,
  'credentials.list': () => ({}),
  'credentials.create': (world) => ({
    body: { credential: { type: 'cert', blob: 'secret', user_id: world.owner.userId } },
  }),
  'credentials.show': credential,
  'credentials.update': async (world) => ({
    ...(await credential(world)),
    body: { credential: { blob: 'another secret' } },
  }),
  'credentials.delete': credential,
  'ec2_credentials.list': ownersOwn,
  'ec2_credentials.create': (world) => ({
    ...ownersOwn(world),
    body: { tenant_id: world.owner.projectId },
  }),
  'ec2_credentials.show': ec2Credential,
  'ec2_credentials.delete': ec2Credential,
  'ec2tokens.validate': signedEc2,
  's3tokens.validate': signed,
  'trusts.list': () => ({}),
  'trusts.create': (world) => ({ body: trustBody(world) }),
  'trusts.show': aTrust,
  'trusts.delete': aTrust,
  'trusts.list_roles': aTrust,
  'trusts.show_role': async (world) => {
    const { id, roleId } = await trust(world)
    return { params: { trust_id: id, role_id: roleId } }
  },
}
