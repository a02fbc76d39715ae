import { expect, test } from 'vitest'
import { identity } from '../service.ts'
import { jsonHome } from './json-home.ts'

const RELATIONS = 'https://docs.openstack.org/api/openstack-identity/3'

test.each([
  ['/auth/tokens', 'auth_tokens'],
  ['/projects', 'projects'],
  ['/projects/{project_id}', 'project'],
  ['/projects/{project_id}/users/{user_id}/roles', 'project_user_roles'],
  ['/projects/{project_id}/users/{user_id}/roles/{role_id}', 'project_user_role'],
  ['/system/groups/{group_id}/roles', 'system_group_roles'],
  ['/users/{user_id}/password', 'user_change_password'],
  ['/roles/{prior_role_id}/implies/{implied_role_id}', 'implied_role'],
  ['/policies/{policy_id}', 'policy'],
  ['/users/{user_id}/access_rules/{access_rule_id}', 'access_rule'],
  ['/domains/{domain_id}/config/{group}/{option}', 'domain_config_option'],
  ['/domains/config/{group}/default', 'domain_config_default_group'],
])('%s is the relation %s', (path, relation) => {
  expect(Object.keys(jsonHome([path], '').resources)).toEqual([`${RELATIONS}/rel/${relation}`])
})

test.each([
  ['/OS-FEDERATION/identity_providers', 'OS-FEDERATION', 'identity_providers'],
  [
    '/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}',
    'OS-FEDERATION',
    'identity_provider_protocol',
  ],
  ['/OS-OAUTH1/request_token', 'OS-OAUTH1', 'request_tokens'],
  ['/users/{user_id}/OS-OAUTH1/access_tokens', 'OS-OAUTH1', 'user_access_tokens'],
  [
    '/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles/{role_id}',
    'OS-OAUTH1',
    'user_access_token_role',
  ],
  ['/users/{user_id}/credentials/OS-EC2/{credential_id}', 'OS-EC2', 'user_credential'],
  ['/OS-TRUST/trusts/{trust_id}/roles', 'OS-TRUST', 'trust_roles'],
  ['/OS-EP-FILTER/endpoints/{endpoint_id}/projects', 'OS-EP-FILTER', 'endpoint_projects'],
  [
    '/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/endpoints',
    'OS-EP-FILTER',
    'endpoints_in_endpoint_group',
  ],
  ['/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy', 'OS-ENDPOINT-POLICY', 'endpoint_policy'],
  ['/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints', 'OS-ENDPOINT-POLICY', 'policy_endpoints'],
  [
    '/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}',
    'OS-ENDPOINT-POLICY',
    'service_policy_association',
  ],
  ['/auth/tokens/OS-PKI/revoked', 'OS-PKI', 'revocations'],
  ['/ec2tokens', 'OS-EC2', 'ec2tokens'],
  ['/s3tokens', 's3tokens', 's3tokens'],
  ['/OS-FEDERATION/projects', 'OS-FEDERATION', 'projects'],
])('%s is of the extension %s the relation %s', (path, extension, relation) => {
  expect(Object.keys(jsonHome([path], '').resources)).toEqual([
    `${RELATIONS}/ext/${extension}/1.0/rel/${relation}`,
  ])
})

test.each([
  ['/domains/{domain_id}/config/{group}/{option}', ['domain_id', 'config_group', 'config_option']],
  ['/roles/{prior_role_id}/implies/{implied_role_id}', ['role_id', 'role_id']],
  ['/projects/{project_id}/tags/{value}', ['project_id', 'tag_value']],
])('parameters of %s have the names that Keystone gives them', (path, names) => {
  const [resource] = Object.values(jsonHome([path], '').resources)
  expect(Object.values(resource!['href-vars']!)).toEqual(
    names.map((name) => `${RELATIONS}/param/${name}`),
  )
})

test.each(['/limits', '/limits/{limit_id}', '/limits/model', '/registered_limits'])(
  '%s is experimental',
  (path) => {
    const [resource] = Object.values(jsonHome([path], '').resources)
    expect(resource!.hints).toEqual({ status: 'experimental' })
  },
)

test('what a federated user may enter points to the paths that took the place of its own', () => {
  const { resources } = jsonHome(['/OS-FEDERATION/projects', '/OS-FEDERATION/domains'], '/v3')
  expect(Object.values(resources)).toEqual([
    { href: '/v3/auth/projects' },
    { href: '/v3/auth/domains' },
  ])
})

test('no relation is of two paths but where upstream has it so', () => {
  const all = identity.operations.map(({ path }) => path)
  const paths = new Set(all.filter((path) => path.length > 1))
  const shown = Object.values(jsonHome(paths, '').resources).map(
    (resource) => resource.href ?? resource['href-template'],
  )
  const hidden = [...paths].filter((path) => !shown.includes(path))
  expect(hidden).toEqual([
    '/OS-FEDERATION/projects',
    '/OS-FEDERATION/domains',
    '/domains/{domain_id}/config/security_compliance',
    '/domains/{domain_id}/config/security_compliance/{option}',
    '/projects/{project_id}/tags',
  ])
})

test('parameters of an extension are its own, and others are Identity’s', () => {
  const path = '/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}'
  const [resource] = Object.values(jsonHome([path], '').resources)
  expect(resource).toEqual({
    'href-template': path,
    'href-vars': {
      user_id: `${RELATIONS}/param/user_id`,
      access_token_id: `${RELATIONS}/ext/OS-OAUTH1/1.0/param/access_token_id`,
    },
  })
})

test('parameters are named, and the prefix of the version stands before the path', () => {
  const { resources } = jsonHome(['/users', '/users/{user_id}'], '/v3')
  expect(Object.values(resources)).toEqual([
    { href: '/v3/users' },
    {
      'href-template': '/v3/users/{user_id}',
      'href-vars': { user_id: `${RELATIONS}/param/user_id` },
    },
  ])
})
