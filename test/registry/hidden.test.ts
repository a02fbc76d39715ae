/**
 * Whoever may not see a thing cannot find out whether it is there: asked for one that is and for
 * one that is not, every operation refuses alike. Some services tell more; so do we, and only there.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { AGENTS } from './agents.ts'
import { LaggingClock } from '../support/lagging-clock.ts'
import { EXAMPLES } from './examples.ts'
import { expectedOf } from './expected.ts'
import { tokensOf, type Persona } from './personas.ts'
import { placeOf, request } from './request.ts'
import { makeWorld, type World } from './world.ts'

let cloud: Cloud
let world: World
let tokens: Map<Persona, string | undefined>

beforeAll(async () => {
  const clock = new LaggingClock(7_200_000)
  cloud = await startCloud({ clock, networkAgents: AGENTS })
  tokens = await tokensOf(cloud, clock)
  world = await makeWorld(cloud)
}, 60_000)

afterAll(() => cloud?.[Symbol.asyncDispose]())

/** Operations that have told. */
const told = new Set<string>()

const STRANGERS = ['other member', 'foreign domain reader'] as const

/** Identifiers of nothing: a number where things are counted, else a uuid. */
const nothing = (value: string) =>
  /^\d+$/.test(value) ? '99999' : '11111111-2222-3333-4444-555555555555'

/** Where the real service tells strangers what is there, with where it does. */
const TELLS: readonly (readonly [operations: RegExp, where: string])[] = [
  [
    /^identity (domains\.(update|delete)|groups\.delete|roles\..*|limits\.(update|delete))$/,
    'keystone/common/rbac_enforcer/enforcer.py looks members up for whoever names no other target',
  ],
  [
    /^identity (?!inherited)\w+_roles\./,
    'keystone/api/projects.py, domains.py, system.py: all that a grant names',
  ],
  [/^identity trusts\./, 'keystone/api/trusts.py, _build_trust_target_enforcement: on purpose'],
  [
    /^identity ec2_credentials\.(show|delete)$/,
    'keystone/api/users.py, by the owner of the secret',
  ],
  [/^block-storage volume_types\.delete_extra_spec$/, 'cinder/api/contrib/types_extra_specs.py'],
  [
    /^block-storage default_types\.(show|set)$/,
    'cinder/api/v3/default_types.py asks keystone first',
  ],
  [
    /^image metadef_(namespaces\.show|objects\.(list|create|show|update|delete))$/,
    'glance/api/v2/metadef_namespaces.py, metadef_objects.py: in other words',
  ],
  [
    /^image (members\.(add|delete)|locations\.(list|add))$/,
    'glance/api/v2/policy.py: of an image that its visibility opens to them',
  ],
  [/^image stores\.delete_image$/, 'glance/api/v2/images.py looks for the store first'],
  [
    /^compute image_metadata\.set$/,
    'nova/api/openstack/compute/image_metadata.py holds the key to that of the body first',
  ],
  [
    /^compute server_(tags|shares)\./,
    'nova/api/openstack/compute/server_tags.py, server_shares.py ask before they look for the server',
  ],
  [
    /^compute security_group_rules\.delete$/,
    'Network finds rules as an administrator does, and hides them in other words',
  ],
  [
    /^network security_group_rules\.(show|delete)$/,
    'neutron/db/securitygroups_db.py finds rules as an administrator does',
  ],
  [
    /^network default_security_group_rules\.(show|delete)$/,
    'neutron/conf/policies/default_security_group_rules.py: all readers see them',
  ],
  [
    /^network (flavors|service_profiles)\.(show|update|delete)$/,
    'neutron/db/flavors_db.py: they have no owner by whom others could be left out',
  ],
  [
    /^network port_associations\.(list|create|show|delete)$/,
    'neutron/db/local_ip_db.py: of a local IP of anybody, whose owner rules ask for',
  ],
  [
    /^network (conntrack_helpers\.(create|show|update|delete)|port_forwardings\.create)$/,
    'neutron/services/conntrack_helper, portforwarding: of the parent of anybody, whose owner rules ask for',
  ],
  [
    /^network network_ip_availabilities\.show$/,
    'neutron/db/network_ip_availability_db.py: it looks for the network of anybody, and then asks',
  ],
  [
    /^network segments\.(show|update|delete)$/,
    'neutron/services/segments/db.py: segments have no owner by whom others could be left out',
  ],
  [
    /^network agents\.(show|update|delete)$/,
    'neutron/db/agents_db.py: agents have no owner by whom others could be left out',
  ],
  [
    /^network tags\./,
    'neutron/services/tag/tag_plugin.py finds what is tagged as an administrator does',
  ],
  [/^network alias_\w+_rules\./, 'neutron/services/qos/qos_plugin.py misses the policy of a rule'],
]

const ALL = SERVICES.flatMap((service) =>
  service.operations
    .filter(({ path }) => path.includes('{'))
    .map((operation) => ({
      name: `${service.type} ${operation.id}`,
      operation,
      place: placeOf(service, operation),
    })),
)

describe.each(STRANGERS)('%s', (stranger) => {
  const refused = ALL.filter(({ operation, place }) => {
    const outcome = expectedOf(place.service, operation.id)?.get(stranger)
    return outcome === 403 || outcome === 404
  })
  test.each(refused)('$name', async ({ name, operation, place }) => {
    const example = await EXAMPLES[place.service]![operation.id]!(world)
    const ask = async (params: Record<string, string>): Promise<string> => {
      const asked = { ...example, params }
      const { status, text } = await request(cloud, operation, place, asked, tokens.get(stranger))
      // Short ones are numbers, which stand in words as well.
      const ids = Object.values(params).filter((id) => id.length > 3)
      const same = text.replaceAll(/req-[0-9a-f-]{36}/g, '<request>')
      return `${status} ${ids.reduce((shown, id) => shown.replaceAll(id, '<id>'), same)}`
    }
    const there = await ask(example.params ?? {})
    const different: string[] = []
    for (const [param, value] of Object.entries(example.params ?? {})) {
      const not = await ask({ ...example.params, [param]: nothing(value) })
      if (not !== there) different.push(`${param}: ${there}, ${not}`)
    }
    const known = TELLS.some(([operations]) => operations.test(name))
    if (different.length > 0) told.add(name)
    expect(known ? [] : different).toEqual([])
  })
})

test('nothing is listed that tells nobody', () => {
  const silent = TELLS.filter(([operations]) => ![...told].some((name) => operations.test(name)))
  expect(silent).toEqual([])
})
