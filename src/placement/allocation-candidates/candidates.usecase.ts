/**
 * Ways to satisfy a request, each from one tree of providers and those that share with it.
 * Source: placement/objects/allocation_candidate.py (_get_by_requests, _merge_candidates).
 */
import type { Tx } from '../../storage/database.ts'
import {
  combinations,
  identityOf,
  type Candidate,
  type Found,
  type Node,
  type Piece,
} from './candidate.ts'
import { candidatesOf, type Search } from './group-candidates.usecase.ts'
import type { CandidateRequest, Group } from './request.ts'
import { hasTrees, rootsWithTraits, sharingProviders } from './search.store.ts'
import { Trees } from './trees.usecase.ts'

const NOTHING: Found = { candidates: [], summaries: [] }

/**
 * @param knowsTrees a client that does not gets no candidate with two providers of one tree, and no
 *   summaries of others than those that candidates take from
 */
export async function findCandidates(
  tx: Tx,
  request: CandidateRequest,
  knowsTrees: boolean,
): Promise<Found> {
  const search = await searchFor(tx, request)
  if (search.anchors?.size === 0) return NOTHING
  const byGroup: [Group, readonly Candidate[]][] = []
  for (const group of request.groups) {
    const candidates = await candidatesOf(search, group)
    if (candidates.length === 0) return NOTHING
    byGroup.push([group, candidates])
  }
  const { trees, isNested } = search
  const merged = merge(byGroup, request, trees)
  const candidates = knowsTrees || !isNested ? merged : merged.filter(isOfOneEach)
  const limited = candidates.slice(0, request.limit)
  const used = new Set(limited.flatMap(({ pieces }) => pieces.map(({ node }) => node.id)))
  const roots = new Set([...used].map((id) => trees.node(id).rootId))
  const isShown = ({ id, rootId }: Node): boolean =>
    knowsTrees || !isNested ? roots.has(rootId) : used.has(id)
  return { candidates: limited, summaries: trees.nodes.filter(isShown) }
}

async function searchFor(tx: Tx, request: CandidateRequest): Promise<Search> {
  const { rootTraits, groups, limit } = request
  const isRootAsked = rootTraits.required.length > 0 || rootTraits.forbidden.size > 0
  const anchors = isRootAsked ? await rootsWithTraits(tx, rootTraits) : undefined
  const sharing = await sharingProviders(tx)
  const isNested = await hasTrees(tx)
  const isPlain = groups.length === 1 && sharing.size === 0 && !isNested && !isRootAsked
  const most = isPlain ? limit : undefined
  return { tx, trees: new Trees(), sharing, isNested, anchors, limit: most }
}

/** One of each group, of the same anchor. */
function merge(
  byGroup: readonly (readonly [Group, readonly Candidate[]])[],
  request: CandidateRequest,
  trees: Trees,
): Candidate[] {
  const lists = byGroup.map(([, candidates]) => Map.groupBy(candidates, ({ anchor }) => anchor))
  const found = new Map<string, Candidate>()
  for (const anchor of lists[0]?.keys() ?? []) {
    const ofAnchor = lists.map((list) => list.get(anchor) ?? [])
    for (const parts of combinations(ofAnchor)) {
      if (!areApart(byGroup, parts, request) || !areInSubtrees(parts, request, trees)) continue
      const whole = together(anchor, parts)
      if (whole.pieces.some(isTooMuch)) continue
      const identity = identityOf(whole)
      if (!found.has(identity)) found.set(identity, whole)
    }
  }
  return [...found.values()]
}

/** Source: _satisfies_group_policy. */
function areApart(
  byGroup: readonly (readonly [Group, readonly Candidate[]])[],
  parts: readonly Candidate[],
  { groupPolicy }: CandidateRequest,
): boolean {
  if (groupPolicy !== 'isolate') return true
  const own = parts.filter((_, index) => byGroup[index]![0].suffix !== '')
  const providers = new Set(own.flatMap(({ mappings }) => [...[...mappings.values()][0]!]))
  return providers.size === own.length
}

/** Source: _satisfies_same_subtree. */
function areInSubtrees(
  parts: readonly Candidate[],
  { sameSubtrees }: CandidateRequest,
  trees: Trees,
): boolean {
  return sameSubtrees.every((suffixes) => {
    const uuids = parts.flatMap(({ mappings }) =>
      [...suffixes].flatMap((suffix) => [...(mappings.get(suffix) ?? [])]),
    )
    return trees.isSubtree(new Set(uuids))
  })
}

/** What is taken of one class of one provider is one piece. */
function together(anchor: number, parts: readonly Candidate[]): Candidate {
  const pieces = new Map<string, Piece>()
  const mappings = new Map<string, Set<string>>()
  for (const part of parts) {
    for (const piece of part.pieces) {
      const key = `${piece.node.id} ${piece.resourceClass}`
      const amount = (pieces.get(key)?.amount ?? 0) + piece.amount
      pieces.set(key, { ...piece, amount })
    }
    for (const [suffix, uuids] of part.mappings) {
      mappings.set(suffix, new Set([...(mappings.get(suffix) ?? []), ...uuids]))
    }
  }
  return { anchor, pieces: [...pieces.values()], mappings }
}

/** Groups were judged each by itself. */
function isTooMuch({ node, resourceClass, amount }: Piece): boolean {
  const { used, capacity, maxUnit } = node.rooms.get(resourceClass)!
  return used + amount > capacity || amount > maxUnit
}

/** No two of its providers are of one tree. */
function isOfOneEach({ pieces }: Candidate): boolean {
  const roots = new Map(pieces.map(({ node }) => [node.uuid, node.rootId]))
  return new Set(roots.values()).size === roots.size
}
