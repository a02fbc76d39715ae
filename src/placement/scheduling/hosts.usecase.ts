/** Hosts for servers, as `GET /allocation_candidates` would have them, the emptiest first. */
import type { Tx } from '../../storage/database.ts'
import type { Candidate } from '../allocation-candidates/candidate.ts'
import { findCandidates } from '../allocation-candidates/candidates.usecase.ts'
import type { CandidateRequest, Group } from '../allocation-candidates/request.ts'
import { hasTrees, sharingProviders } from '../allocation-candidates/search.store.ts'
import { providersById } from '../resource-providers/providers.store.ts'
import { emptiestProviders, fewMembersOf, idsOf, inventoriesByClass } from './hosts.store.ts'
import {
  asOneGroup,
  leadingClass,
  type Amounts,
  type HostCandidate,
  type HostsAsked,
  type Page,
  type ResourceGroup,
} from './hosts.ts'

/**
 * A page of them. Where no provider hangs below another and none shares what it has, no more are read
 * than it takes.
 */
export async function emptiestHosts(
  tx: Tx,
  asked: HostsAsked,
  page: Page,
): Promise<readonly HostCandidate[]> {
  // Nothing is in one of no aggregates.
  if (asked.memberOf.some((aggregates) => aggregates.length === 0)) return []
  if ((await hasTrees(tx)) || (await sharingProviders(tx)).size > 0) {
    return hostsOfTrees(tx, asked, page)
  }
  const whole = asOneGroup(asked)
  if (whole === undefined) return []
  const among = await fewCandidates(tx, asked)
  return among?.size === 0 ? [] : emptiestProviders(tx, whole, { ...asked, among }, page)
}

/** The ids of the only hosts that come into question, where it is known that they are few. */
async function fewCandidates(
  tx: Tx,
  { among, memberOf }: HostsAsked,
): Promise<ReadonlySet<number> | undefined> {
  let few = among === undefined ? undefined : await idsOf(tx, among)
  for (const aggregates of memberOf) {
    const members = await fewMembersOf(tx, aggregates)
    if (members !== undefined) few = few?.intersection(members) ?? members
  }
  return few
}

async function hostsOfTrees(tx: Tx, asked: HostsAsked, page: Page): Promise<HostCandidate[]> {
  if (asked.groups.size > 1 && asked.groupPolicy === undefined) return []
  const { candidates } = await findCandidates(tx, requestOf(asked), true)
  const byHost = new Map<number, Candidate>()
  for (const candidate of candidates) {
    if (!byHost.has(candidate.anchor)) byHost.set(candidate.anchor, candidate)
  }
  const inventories = await inventoriesByClass(tx, [...byHost.keys()])
  const providers = await providersById(tx, [...byHost.keys()])
  const lead = leadingClass(asked.resources) ?? ''
  const after = page.after ?? { fill: -Infinity, id: 0 }
  return providers
    .filter(({ uuid }) => asked.among?.includes(uuid) ?? true)
    .map(({ id, uuid, name }) => {
      const own = inventories(id)
      const position = { fill: fillOf(own, lead), id }
      const allocations = allocationsOf(byHost.get(id)!)
      return { uuid, name, inventories: own, allocations, position }
    })
    .filter(({ position: { fill, id } }) =>
      fill === after.fill ? id > after.id : fill > after.fill,
    )
    .sort(({ position: one }, { position: other }) => one.fill - other.fill || one.id - other.id)
    .slice(0, page.limit)
}

function fillOf(inventories: HostCandidate['inventories'], lead: string): number {
  const has = inventories.get(lead)
  return has === undefined ? 0 : has.used - (has.total - has.reserved) * has.allocation_ratio
}

function allocationsOf({ pieces }: Candidate): HostCandidate['allocations'] {
  const byProvider = Map.groupBy(pieces, ({ node }) => node.uuid)
  return Object.fromEntries(
    [...byProvider].map(([uuid, of]): [string, Amounts] => [
      uuid,
      Object.fromEntries(of.map(({ resourceClass, amount }) => [resourceClass, amount])),
    ]),
  )
}

function requestOf(asked: HostsAsked): CandidateRequest {
  const aggregates = {
    required: asked.memberOf.map((uuids) => new Set(uuids)),
    forbidden: new Set(asked.notMemberOf),
  }
  const nowhere = { required: [], forbidden: new Set<string>() }
  const group = (suffix: string, { resources, ...traits }: ResourceGroup): Group => ({
    ...{ suffix, resources: new Map(Object.entries(resources)), traits: traitsOf(traits) },
    ...{ aggregates: suffix === '' ? aggregates : nowhere, inTree: undefined },
  })
  const { resources, required, forbidden } = asked
  return {
    groups: [
      group('', { resources, required, forbidden }),
      ...[...asked.groups].map(([suffix, of]) => group(suffix, of)),
    ],
    ...{ limit: undefined, groupPolicy: asked.groupPolicy, sameSubtrees: [] },
    rootTraits: traitsOf(asked.root),
  }
}

function traitsOf({ required, forbidden }: Pick<ResourceGroup, 'required' | 'forbidden'>) {
  return { required: required.map((name) => new Set([name])), forbidden: new Set(forbidden) }
}
