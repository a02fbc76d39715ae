/** Known deviations between the samples of upstream's API references and the real services. */

/** Keys that a sample shows and no answer holds. */
export interface MissingKeys {
  readonly why: string
  readonly keys: readonly string[]
}

const LINKED = 'links what tokens have never linked, and shows an address that they do not tell'
const BARE = 'shows the option alone; the service answers with `config` around it'
const DESCRIBED = 'describes roles, where the service gives id, name and link'

/** Keys in samples of Keystone's API reference that its answers do not hold, and why. */
export const MISSING_KEYS: Readonly<Record<string, MissingKeys>> = {
  'keystone/v3-ext/federation/auth/samples/scoped-token-response.json': {
    why: LINKED,
    keys: ['.token.project.domain.links', '.token.project.links'],
  },
  'keystone/v3-ext/samples/OS-EP-FILTER/endpoint-groups-response.json': {
    why: 'puts each group into an object of its own, which the service does not',
    keys: ['.endpoint_groups[].endpoint_group'],
  },
  'keystone/v3-ext/samples/OS-EP-FILTER/endpoint-project-response.json': {
    why: 'shows the project; the service shows the association (project_endpoint_group)',
    keys: ['.project'],
  },
  'keystone/v3-ext/samples/OS-EP-FILTER/list-service-endpoints.json': {
    why: 'shows an id of Identity v2, which the service takes out',
    keys: ['.endpoints[].legacy_endpoint_id'],
  },
  'keystone/v3-ext/samples/OS-REVOKE/list-revoke-response.json': {
    why: 'tells of chains of tokens and of domains; the service names tokens, users and projects',
    keys: ['.events[].audit_chain_id', '.events[].domain_id'],
  },
  'keystone/v3-ext/samples/OS-TRUST/trust-auth-redelegated-response.json': {
    why: `${LINKED}; a token tells of its trust no more than who trusts whom`,
    keys: [
      '.token.OS-TRUST:trust.links',
      '.token.OS-TRUST:trust.redelegated_trust_id',
      '.token.OS-TRUST:trust.redelegation_count',
      '.token.OS-TRUST:trust.trustee_user.links',
      '.token.OS-TRUST:trust.trustor_user.links',
      '.token.user.domain.links',
      '.token.user.email',
      '.token.user.links',
    ],
  },
  'keystone/v3-ext/samples/OS-TRUST/trust-auth-trust-response.json': {
    why: LINKED,
    keys: [
      '.token.OS-TRUST:trust.links',
      '.token.OS-TRUST:trust.trustee_user.links',
      '.token.OS-TRUST:trust.trustor_user.links',
      '.token.user.domain.links',
      '.token.user.email',
      '.token.user.links',
    ],
  },
  'keystone/v3/samples/admin/domain-config-group-option-default-response.json': {
    why: BARE,
    keys: ['.driver'],
  },
  'keystone/v3/samples/admin/domain-config-group-option-show-response.json': {
    why: BARE,
    keys: ['.url'],
  },
  'keystone/v3/samples/admin/domain-config-group-show-response.json': {
    why: BARE,
    keys: ['.ldap'],
  },
  'keystone/v3/samples/admin/get-service-catalog-response.json': {
    why: 'has the links of a list, which a catalogue is not',
    keys: ['.links.next', '.links.previous'],
  },
  'keystone/v3/samples/admin/identity-versions-response.json': {
    why: 'shows v2.0, which is gone, with its link to documents',
    keys: ['.versions.values[].links[].type'],
  },
  'keystone/v3/samples/admin/project-tags-update-response.json': {
    why: 'is a list of projects; the service answers with the tags',
    keys: ['.links.next', '.links.previous', '.projects'],
  },
  'keystone/v3/samples/admin/role-inferences-response.json': {
    why: DESCRIBED,
    keys: [
      '.links',
      '.role_inferences[].implies[].description',
      '.role_inferences[].prior_role.description',
    ],
  },
}

/** Samples of upstream's API references that the real services would not send or take, and why. */
export const UNFIT_SAMPLES: Readonly<Record<string, string>> = {
  'cinder/v2/samples/volume-type-update-request.json':
    'has extra_specs, which the update of a type has never taken',
  'cinder/v3/samples/group-create-from-src-request.json':
    'names both sources, of which the service takes one',
  'keystone/v3-ext/federation/service-provider/samples/update-request.json':
    'names sp_url sp_auth, which the service refuses',
  'keystone/v3/samples/admin/policy-update-request.json':
    'has an object for a blob, which has been text ever since bodies were checked',
  'nova/os-availability-zone/availability-zone-detail-resp.json':
    'shows services that have never reported; ours report from the start',
  'nova/os-hosts/host-put-maintenance-resp.json':
    'shows maintenance mode, which only a driver that is gone could do',
  'nova/os-server-external-events/event-create-req.json':
    'has an event of a name that no service sends, which is refused',
  'nova/os-server-shares/v2.97/server-shares-admin-show-resp.json':
    'shows a share, which takes a service of shares',
  'nova/os-server-shares/v2.97/server-shares-create-resp.json':
    'shows a share, which takes a service of shares',
  'nova/os-server-shares/v2.97/server-shares-show-resp.json':
    'shows a share, which takes a service of shares',
  'nova/os-server-topology/v2.78/servers-topology-resp.json':
    'shows NUMA nodes, which simulated hosts do not have',
  'nova/os-services/v2.69/services-list-get-resp.json':
    'shows services of a cell that is down; there is one cell, which is up',
  'nova/servers/v2.69/server-get-resp.json':
    'shows servers of a cell that is down; there is one cell, which is up',
  'nova/servers/v2.69/servers-details-resp.json':
    'shows servers of a cell that is down; there is one cell, which is up',
  'nova/servers/v2.69/servers-list-resp.json':
    'shows servers of a cell that is down; there is one cell, which is up',
  'nova/servers/v2.90/server-create-req.json':
    'has personality, which ended with 2.57, and no networks',
  'nova/servers/v2.94/server-create-req.json':
    'has personality, which ended with 2.57, and no networks',
  'nova/versions/versions-get-resp.json': 'is the answer of / and filed under /v2.1',
}
