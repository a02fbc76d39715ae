/** What rules see of the personas, and of what the examples act on. */
import type { PolicyCredentials, Facts } from './derived.ts'
import type { Persona } from './personas.ts'

const OWNER = 'owner'
const PROJECT = 'demo'
const OTHER_PROJECT = 'other'
const DOMAIN = 'Default'

/** Each role implies those after it. */
const LADDER = ['admin', 'manager', 'member', 'reader']

/** Somebody by the persona's name: the role is the last word, the rest says where. */
export function credentialsOf(persona: Persona): PolicyCredentials {
  const role = persona.split(' ').at(-1)!
  const where = persona.split(' ').slice(0, -1).join(' ')
  const foreign = where === 'foreign domain'
  const places: Record<string, Facts> = {
    '': { project_id: persona === 'service' ? 'service' : PROJECT },
    other: { project_id: OTHER_PROJECT },
    system: { system_scope: 'all' },
    domain: { domain_id: DOMAIN },
    'foreign domain': { domain_id: 'foreign' },
  }
  const ladder = LADDER.includes(role) ? LADDER.slice(LADDER.indexOf(role)) : [role]
  const roles = persona === 'unscoped' ? [] : ladder
  const place = persona === 'unscoped' ? {} : places[where]!
  return {
    roles,
    facts: {
      ...{ project_id: null, domain_id: null, system_scope: null },
      user_id: persona,
      user_domain_id: foreign ? 'foreign' : DOMAIN,
      ...place,
      ...('domain_id' in place && { 'token.domain.id': place['domain_id'] }),
      ...('project_id' in place && { 'token.project.domain.id': DOMAIN }),
      // Each service's own idea of it; of keystone nobody is one.
      is_admin: roles.includes('admin') ? 'True' : 'False',
    },
  }
}

const BELONGS: Facts = {
  project_id: PROJECT,
  user_id: OWNER,
  // Of images, which the examples make private.
  owner: PROJECT,
  visibility: 'private',
  'target.user.id': OWNER,
  'target.user.domain_id': DOMAIN,
  'target.group.domain_id': DOMAIN,
  'target.project.domain_id': DOMAIN,
  'target.domain.id': DOMAIN,
  'target.token.user_id': OWNER,
  'target.credential.user_id': OWNER,
  'target.trust.trustor_user_id': OWNER,
  'target.trust.trustee_user_id': 'another',
  'target.role.name': 'member',
  'target.role.domain_id': null,
  'target.project.id': 'made',
  // Of the network that it is on.
  'network:project_id': PROJECT,
  // Of the policy that a QoS rule is a part of.
  'ext_parent:project_id': PROJECT,
  // Of the group that a rule is for.
  'security_group:project_id': PROJECT,
  'target.limit.project_id': PROJECT,
  'target.limit.project.domain_id': DOMAIN,
}

/** Where the example of an operation acts on something else. */
function elsewhere(operation: string, own: Facts | undefined): Facts {
  // Their examples are about a role that was just made.
  if (/^identity roles\.show$|_roles\.(un)?assign$/.test(operation)) {
    return { 'target.role.name': 'a new one' }
  }
  // A token for a domain lists what belongs to it (keystone/api/domains.py, groups.py).
  if (operation === 'identity domains.show') return { 'target.domain.id': 'a new one' }
  if (operation === 'image images.create') return { owner: own?.['project_id'] }
  // Their examples are about an image that is shared with the other project.
  if (operation.startsWith('image members.')) {
    const member_id = own?.['project_id'] === OTHER_PROJECT ? OTHER_PROJECT : undefined
    return { project_id: PROJECT, visibility: 'shared', member_id }
  }
  // Keys of one's own.
  if (/^compute keypairs\.(list|create)$/.test(operation)) return { user_id: own?.['user_id'] }
  // It names the project of the owner.
  if (operation === 'placement usages.list') return { project_id: PROJECT }
  const domain = own?.['domain_id']
  if (operation === 'identity domains.list') return { 'target.domain.id': domain ?? undefined }
  if (operation === 'identity groups.list') return { 'target.group.domain_id': domain ?? undefined }
  return {}
}

/** Calls that are judged on the caller's own project: there is nothing yet that belongs to one. */
const OWN_PROJECT =
  /^compute |^block-storage (volume_types|limits|extensions)\.|transfers\.(show|accept)$|groups\.create_from_src$|\.(list|detail|summary|create)$/

/** And calls of such names that are judged on a namespace, a server, or the project that a path names. */
const OF_ANOTHER =
  /^image metadef_(objects|properties|tags)\.|^compute (quota_sets|server_(shares|tags)|usage)\./

function isOfOwnProject(operation: string): boolean {
  return OWN_PROJECT.test(operation) && !OF_ANOTHER.test(operation)
}

/** @param operation service and id, @param credentials of the caller, whose project and domain lists are about */
export function targetOf(operation: string, credentials?: PolicyCredentials): Facts {
  const own = credentials?.facts
  return {
    ...BELONGS,
    'target.domain_id': own?.['domain_id'] ?? undefined,
    ...(own && isOfOwnProject(operation) && { project_id: own['project_id'] }),
    ...elsewhere(operation, own),
  }
}
