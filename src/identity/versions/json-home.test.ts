import { expect, test } from 'vitest'
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
])('%s is the relation %s', (path, relation) => {
  expect(Object.keys(jsonHome([path], '').resources)).toEqual([`${RELATIONS}/rel/${relation}`])
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
