/** The access matrix says what upstream's own rules say: worked out anew, and compared. */
import { COMPUTE_PROXIES } from './access-matrix-compute-proxies.ts'
import { NETWORK_ACTIONS } from './derived-network.ts'
import { OF_NETWORK_REST } from './derived-network-rest.ts'
import { describe, expect, test } from 'vitest'
import { SERVICES, type ServiceType } from '../../src/services.ts'
import type { Operation } from '../../src/kernel/operation.ts'
import type { Service } from '../../src/kernel/service.ts'
import { credentialsOf, targetOf } from './persona-credentials.ts'
import { judge, upstreamRulesOf, type Ask, type PolicyCredentials } from './derived.ts'
import { MORE_FILE, writtenOf, type Outcome } from './expected.ts'
import { FIRST_PERSONAS, MORE_PERSONAS, type Persona } from './personas.ts'

/** What is judged for tags of a network, once the network is found. */
const TAG_RULES = {
  list: 'get_network:tags',
  show: 'get_network:tags',
  replace: 'update_network:tags',
  add_several: 'create_network:tags',
  add: 'update_network:tags',
  delete: 'delete_network:tags',
  delete_all: 'delete_network:tags',
}

/** What upstream does beside asking the rule, by operation: who is refused nevertheless, and how. */
const BESIDE: Readonly<Record<string, (persona: Persona, says: Outcome) => Outcome>> = {
  // The image is one of the community, which tokens of projects see.
  'image locations.list': ofSeenImage,
  // There is no store of the kind whose locations others than services may name.
  'image locations.add': (persona, says) =>
    says === 'ok' && persona !== 'service' ? 403 : ofSeenImage(persona, says),
  ...OF_NETWORK_REST,
  // There is no cache.
  'image cache.list': nothingThere,
  'image cache.clear': nothingThere,
  'image cache.clean': nothingThere,
  'image cache.prune': nothingThere,
  'image cache.list_nodes': nothingThere,
  'image cache.queue': ofOwnedImage,
  'image cache.remove': ofOwnedImage,
  // neutron/extensions/quotasv2.py: nobody is told that there is no such quota.
  'network quotas.list': (persona, says) =>
    // Upstream judges whether one might see those of one's own.
    says === 'ok' && !credentialsOf(persona).roles.includes('admin') ? 403 : says,
  'network quotas.show': ofOwnQuota,
  'network quotas.show_default': ofOwnQuota,
  'network quotas.show_details': (persona) =>
    credentialsOf(persona).roles.includes('admin') ? 'ok' : ofOwnQuota(persona),
  'network quotas.update': (_persona, says) => says,
  'network quotas.delete': (_persona, says) => says,
  ...Object.fromEntries(
    Object.entries(TAG_RULES).map(([id, rule]) => [
      `network tags.${id}`,
      (persona: Persona): Outcome => ofTagsOfNetwork(persona, rule),
    ]),
  ),
  // neutron/db/db_base_plugin_v2.py: who shares a network owns it.
  'network rbac_policies.create': (persona, says) => {
    const { roles, facts } = credentialsOf(persona)
    if (!facts['project_id']) return 400
    const isOwner = facts['project_id'] === 'demo' || roles.includes('admin')
    return says === 'ok' && !isOwner ? 400 : says
  },
  // The network is missed before anybody may make a port on it.
  'network ports.create': (persona, says) =>
    credentialsOf(persona).facts['project_id'] ? (seesPorts(persona) ? says : 404) : 400,
  'network trunks.create': withPort,
  'network ndp_proxies.create': withPort,
  'network bindings.list': (persona) => (findsPorts(persona) ? 'ok' : 404),
  'network bindings.create': (persona, says) =>
    credentialsOf(persona).facts['project_id'] || findsPorts(persona) ? says : 400,
  // It has no rule of its own, and no project by which the default one could know its owner.
  'network bindings.update': (persona) => {
    if (credentialsOf(persona).roles.includes('admin')) return 'ok'
    return seesBindings(persona) ? 403 : 404
  },
  'network bindings.activate': (persona, says) => (seesBindings(persona) ? says : 404),
  // keystone/api/auth.py: the catalogue is that of a project.
  'identity auth.show_catalog': (persona, says) =>
    credentialsOf(persona).facts['project_id'] ? says : 403,
  // keystone/api/credentials.py: whoever may not list them is shown their own.
  'identity credentials.list': () => 'ok',
  'block-storage volumes.create': ofProject,
  'block-storage manageable_volumes.manage': ofProject,
  'block-storage volume_manage.manage': ofProject,
  'block-storage backups.create': ofProject,
  'block-storage backups.import_record': ofProject,
  'block-storage groups.create': ofProject,
  'block-storage groups.create_from_src': ofProject,
  'block-storage group_snapshots.create': ofProject,
  'block-storage consistencygroups.create': ofProject,
  'block-storage consistencygroups.create_from_src': ofProject,
  'block-storage cgsnapshots.create': ofProject,
  'block-storage transfers.accept': ofProject,
  'block-storage volume_transfers.accept': ofProject,
  'block-storage snapshots.create': ofProject,
  'block-storage volumes.upload_image': ofProject,
  // Image takes no tokens but those of projects.
  'block-storage volumes.reimage': (persona, says) =>
    ofProject(persona, says) === 400 ? 404 : says,
  'block-storage manageable_snapshots.manage': ofProject,
  'block-storage snapshot_manage.manage': ofProject,
}

/** Ports of the project `demo`. */
function seesPorts(persona: Persona): boolean {
  const { roles, facts } = credentialsOf(persona)
  const seesAll = roles.includes('admin') || roles.includes('service')
  const { project_id: project } = facts
  return !!project && (project === 'demo' || seesAll)
}

/** Whatever its scope, a token of an administrator is one of all projects. */
function findsPorts(persona: Persona): boolean {
  return seesPorts(persona) || credentialsOf(persona).roles.includes('admin')
}

function seesBindings(persona: Persona): boolean {
  const { roles } = credentialsOf(persona)
  return seesPorts(persona) && (roles.includes('admin') || roles.includes('service'))
}

function ofTagsOfNetwork(persona: Persona, rule: string): Outcome {
  const credentials = credentialsOf(persona)
  const ask = judge(upstreamRulesOf('network'))
  return ask(rule, credentials, targetOf('network', credentials)) ? 'ok' : 403
}

/** That of one's own project everybody sees, those of others an administrator on a project. */
function ofOwnQuota(persona: Persona): Outcome {
  const { roles, facts } = credentialsOf(persona)
  const { project_id: project } = facts
  return project === 'demo' || (project && roles.includes('admin')) ? 'ok' : 403
}

/** What is made has a project, and no other scope has one. */
function ofProject(persona: Persona, says: Outcome): Outcome {
  return says === 'ok' && !credentialsOf(persona).facts['project_id'] ? 400 : says
}

/** The rule is asked before the thing is looked for (cinder/transfer/api.py, cinder/group/api.py). */
const POLICY_FIRST = [
  'block-storage transfers.show',
  'block-storage volume_transfers.show',
  'block-storage groups.create_from_src',
  'block-storage consistencygroups.create_from_src',
  ...Object.keys(COMPUTE_PROXIES).map((id) => `compute ${id}`),
]

/** Rules that a handler asks, once it has found what else a request names. */
const ASKED_LATER: Readonly<Record<string, string>> = {
  'block-storage volumes.revert': 'volume:revert_to_snapshot',
  'block-storage volumes.reimage': 'volume:reimage',
}

/** Rules that are asked only where a request is about nobody's own things. */
function ofSeenImage(persona: Persona, says: Outcome): Outcome {
  return says === 403 && !credentialsOf(persona).facts['project_id'] ? 404 : says
}

function nothingThere(_persona: Persona, says: Outcome): Outcome {
  return says === 'ok' ? 404 : says
}

/** It is looked for before the policy is asked, by the project of the token, or by an administrator. */
function ofOwnedImage(persona: Persona, says: Outcome): Outcome {
  const { roles, facts } = credentialsOf(persona)
  return roles.includes('admin') || facts['project_id'] === 'demo'
    ? nothingThere(persona, says)
    : 404
}

const ASKED_WITHIN: Readonly<Record<string, string>> = {
  'identity trusts.list': 'identity:list_trusts',
}

/** Cinder looks for a volume among those of the project, but for administrators (db/api.py). */
function seesVolume(persona: Persona): boolean {
  const { facts, roles } = credentialsOf(persona)
  return roles.includes('admin') || facts['project_id'] === targetOf('volumes')['project_id']
}

/** Compute asks Image, for whom its own rules decide. */
const PROXIED: Readonly<Record<string, string>> = {
  'compute images.list': 'images.list',
  'compute images.detail': 'images.list',
  'compute images.show': 'images.show',
  'compute images.delete': 'images.delete',
  'compute image_metadata.list': 'images.show',
  'compute image_metadata.show': 'images.show',
  'compute image_metadata.create': 'images.update',
  'compute image_metadata.replace': 'images.update',
  'compute image_metadata.set': 'images.update',
  'compute image_metadata.delete': 'images.update',
}

function outcomeOf(
  { type }: Service,
  { id, policy, success }: Operation,
  persona: Persona,
  ask: Ask,
): Outcome {
  // Some refuse everybody.
  const answer = success < 400 ? 'ok' : success
  if (policy === 'public') return answer
  if (persona === 'nobody' || persona === 'forger') return 401
  const name = `${type} ${id}`
  const credentials = credentialsOf(persona)
  const rule = typeof policy === 'string' ? ASKED_WITHIN[name] : (ASKED_LATER[name] ?? policy.name)
  const allowed = rule === undefined || ask(rule, credentials, targetOf(name, credentials))
  const says = allowed ? answer : 403
  // glance/api/v2/policy.py: who may not see the image is told that there is none.
  const isHidden =
    type === 'image' &&
    !id.startsWith('cache.') &&
    (id.startsWith('members.') || writtenOf('image', id)?.get('other member') === 404)
  if (isHidden && !allowed && !ask('get_image', credentials, targetOf(name))) return 404
  if (type === 'network') {
    return BESIDE[name]?.(persona, says) ?? outcomeOfNetwork(rule, says, credentials, ask)
  }
  const isMetadef = type === 'image' && id.startsWith('metadef_')
  const seen = (): boolean => ask('get_metadef_namespace', credentials, targetOf(name, credentials))
  if (isMetadef && !allowed && !seen()) return 404
  const ofVolume =
    type !== 'image' && writtenOf(type as ServiceType, id)?.get('other member') === 404
  if (!allowed && POLICY_FIRST.includes(name)) return 403
  if (ofVolume && !seesVolume(persona)) return 404
  return BESIDE[name]?.(persona, says) ?? says
}

/** Who may make what a port is for misses the port of another project. */
function withPort(persona: Persona, says: Outcome): Outcome {
  if (!credentialsOf(persona).facts['project_id']) return 400
  return says === 'ok' && !findsPorts(persona) ? 404 : says
}

/**
 * What is made has a project, whoever makes it; whoever may not see a thing is told that there is none
 * (neutron/pecan_wsgi/hooks/policy_enforcement.py); `dhcp-network` and its like are asked for at once.
 */
function outcomeOfNetwork(
  rule: string | undefined,
  says: Outcome,
  credentials: PolicyCredentials,
  ask: Ask,
): Outcome {
  const [, verb, named] = /^(create|update|delete|get)_([^-]*)$/.exec(rule ?? '') ?? []
  const resource = NETWORK_ACTIONS[rule ?? ''] ?? named
  if (verb === 'create') return credentials.facts['project_id'] ? says : 400
  if (says !== 403 || resource === undefined) return says
  return ask(`get_${resource}`, credentials, targetOf('network', credentials)) ? 403 : 404
}

function outcomeOfImage(id: string, persona: Persona): Outcome {
  const service = SERVICES.find(({ type }) => type === 'image')!
  const operation = service.operations.find((one) => one.id === id)!
  return outcomeOf(service, operation, persona, judge(upstreamRulesOf('image')))
}

describe('upstream', () => {
  const all = SERVICES.flatMap((service) => {
    const ask = judge(upstreamRulesOf(service.type))
    return service.operations.map((operation) => {
      const name = `${service.type} ${operation.id}`
      return {
        name,
        written: writtenOf(service.type as ServiceType, operation.id),
        outcome: (persona: Persona) =>
          PROXIED[name] === undefined
            ? outcomeOf(service, operation, persona, ask)
            : outcomeOfImage(PROXIED[name], persona),
      }
    })
  })

  test('agrees with the tables that were written by hand', () => {
    const differing = all.flatMap(({ name, written, outcome }) =>
      FIRST_PERSONAS.filter((persona) => written && written.get(persona) !== outcome(persona)).map(
        (persona) => `${name}, ${persona}: ${written!.get(persona)}, upstream ${outcome(persona)}`,
      ),
    )
    expect(differing).toEqual([])
  })

  test('access-matrix.tsv says the same of everybody else (npm test -- -u writes it)', async () => {
    const rows = all.map(({ name, outcome }) => [name, ...MORE_PERSONAS.map(outcome)].join('\t'))
    const text = [['operation', ...MORE_PERSONAS].join('\t'), ...rows.sort()].join('\n')
    await expect(`${text}\n`).toMatchFileSnapshot(MORE_FILE)
  })
})
