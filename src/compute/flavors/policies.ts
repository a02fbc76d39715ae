/**
 * Source: nova/policies/flavor_manage.py, flavor_access.py, flavor_extra_specs.py. Lists and single
 * flavors are open to everybody with a token; who sees which is no matter of policy.
 */
import { adminRule } from '../base-rules.ts'
import { policyRule } from '../../kernel/policy.ts'

const FLAVOR = '/flavors/{flavor_id}'
const SPECS = `${FLAVOR}/os-extra_specs/`
const SPEC = `${SPECS}{flavor_extra_spec_key}`

const manage = (verb: string, description: string, method: string, path: string) =>
  adminRule(`os_compute_api:os-flavor-manage:${verb}`, description, method, path)

export const CREATE = manage('create', 'Create a flavor.', 'POST', '/flavors')
export const UPDATE = manage('update', 'Change the description of a flavor.', 'PUT', FLAVOR)
export const DELETE = manage('delete', 'Delete a flavor.', 'DELETE', FLAVOR)

const access = (name: string, description: string, method: string, path: string) =>
  adminRule(`os_compute_api:os-flavor-access${name}`, description, method, `${FLAVOR}${path}`)

export const LIST_ACCESS = access(
  '',
  'List the projects that may use a flavor which is not public.',
  'GET',
  '/os-flavor-access',
)
export const ADD_ACCESS = access(
  ':add_tenant_access',
  'Let a project use a flavor.',
  'POST',
  '/action (addTenantAccess)',
)
export const REMOVE_ACCESS = access(
  ':remove_tenant_access',
  'Stop a project from using a flavor.',
  'POST',
  '/action (removeTenantAccess)',
)

const readsSpecs = (
  verb: string,
  description: string,
  operations: readonly { method: string; path: string }[],
) =>
  policyRule({
    name: `os_compute_api:os-flavor-extra-specs:${verb}`,
    check: 'rule:project_reader_or_admin',
    description,
    scopes: ['project'],
    operations,
  })

const writesSpecs = (verb: string, description: string, method: string, path: string) =>
  adminRule(`os_compute_api:os-flavor-extra-specs:${verb}`, description, method, path)

export const LIST_SPECS = readsSpecs(
  'index',
  'List the extra specs of a flavor; from 2.61 on, see them where flavors are shown.',
  [
    { method: 'GET', path: SPECS },
    { method: 'POST', path: '/flavors' },
    { method: 'GET', path: '/flavors/detail' },
    { method: 'GET', path: FLAVOR },
    { method: 'PUT', path: FLAVOR },
  ],
)
export const SHOW_SPEC = readsSpecs('show', 'Show one extra spec of a flavor.', [
  { method: 'GET', path: SPEC },
])
export const CREATE_SPECS = writesSpecs('create', 'Set extra specs of a flavor.', 'POST', SPECS)
export const UPDATE_SPEC = writesSpecs('update', 'Set one extra spec of a flavor.', 'PUT', SPEC)
export const DELETE_SPEC = writesSpecs(
  'delete',
  'Remove an extra spec of a flavor.',
  'DELETE',
  SPEC,
)
