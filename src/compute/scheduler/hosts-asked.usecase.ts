/**
 * What Placement is asked for. Source: nova/scheduler/request_filter.py, nova/scheduler/utils.py
 * (resources_from_request_spec).
 */
import type { HostsAsked } from '../../placement/facade.ts'
import type { Tx } from '../../storage/database.ts'
import { specsForAggregates } from './aggregate-filters.ts'
import { aggregatesOfZone, entriesOf, isolatedAggregates } from './aggregates.store.ts'
import type { Surroundings } from './host-state.ts'
import { namedNode, nodesOfHosts } from './hosts.store.ts'
import { needsOf, type Processors } from './needs.ts'
import { isNamed, type HostRequest } from './request.ts'
import { matches } from './spec-operators.ts'

/** A host that takes servers, and is none of another service's providers. */
const ROOT = { required: ['OWNER_NOVA'], forbidden: ['COMPUTE_STATUS_DISABLED'] }

/** An administrator names a host that there is not. */
export class NoSuchHost extends Error {
  constructor({ host, node }: { readonly host?: string; readonly node?: string }) {
    super(`No such host - host: ${host ?? 'None'} node: ${node ?? 'None'} `)
  }
}

/** @throws NoSuchHost */
export async function hostsAsked(
  tx: Tx,
  request: HostRequest,
  processors: Processors,
): Promise<HostsAsked> {
  const { zone } = request
  const needs = needsOf(request, processors)
  const traits = [needs, ...needs.groups.values()].flatMap(({ required }) => required)
  const ofZone = zone === null ? [] : await aggregatesOfZone(tx, zone)
  return {
    ...needs,
    root: ROOT,
    memberOf: ofZone.length > 0 ? [ofZone] : [],
    notMemberOf: await isolatedAggregates(tx, new Set(traits)),
    among: await nodeAsked(tx, request),
  }
}

async function nodeAsked(
  tx: Tx,
  { forced, destination }: HostRequest,
): Promise<readonly string[] | undefined> {
  if (!isNamed(forced) && !isNamed(destination)) return undefined
  const host = destination?.host || forced?.host
  const node = destination?.node || forced?.node
  const named = { ...(host && { host }), ...(node && { node }) }
  const uuid = await namedNode(tx, named)
  if (uuid === undefined) throw new NoSuchHost(named)
  return [uuid]
}

/**
 * The same, without hosts of which it is known that filters refuse them: one need not look at ten
 * thousand hosts to find the few that will do.
 */
export async function narrowed(
  tx: Tx,
  request: HostRequest,
  asked: HostsAsked,
  { group, ofGroup, sameHosts }: Surroundings,
): Promise<HostsAsked> {
  const byFlavor = await aggregatesFor(tx, request.flavor.extra_specs)
  const ofCompanions = group?.policy === 'affinity' && ofGroup.size > 0 ? ofGroup.keys() : undefined
  const hosts = ofCompanions ?? sameHosts
  const uuids = hosts === undefined ? undefined : await nodesOfHosts(tx, hosts)
  if (byFlavor.length === 0 && uuids === undefined) return asked
  const among = uuids?.filter((uuid) => asked.among?.includes(uuid) ?? true) ?? asked.among
  return { ...asked, memberOf: [...asked.memberOf, ...byFlavor], among }
}

/** For each extra spec that aggregates must answer, those that do. */
async function aggregatesFor(
  tx: Tx,
  specs: Readonly<Record<string, string>>,
): Promise<readonly (readonly string[])[]> {
  const wanted = specsForAggregates(specs)
  if (wanted.length === 0) return []
  const entries = await entriesOf(
    tx,
    wanted.map(([key]) => key),
  )
  return wanted.map(([key, value]) =>
    entries
      .filter((entry) => entry.key === key)
      .filter((entry) => entry.value.split(',').some((one) => matches(one.trim(), value)))
      .map(({ uuid }) => uuid),
  )
}
