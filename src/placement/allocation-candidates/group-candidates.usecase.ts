/**
 * The candidates of one group of a request.
 * Source: placement/objects/allocation_candidate.py, placement/objects/research_context.py.
 */
import type { Tx } from '../../storage/database.ts'
import { SHARES_VIA_AGGREGATE } from '../standard/traits.ts'
import { combinations, type Candidate, type Node, type Piece } from './candidate.ts'
import type { Group } from './request.ts'
import {
  anchorsOf,
  membersOf,
  providersWithAll,
  providersWithRoom,
  rootOf,
  type Place,
} from './search.store.ts'
import type { Trees } from './trees.usecase.ts'

/** What is known of the cloud and of the request as a whole. */
export interface Search {
  readonly tx: Tx
  readonly trees: Trees
  /** Ids of providers that serve others in their aggregates. */
  readonly sharing: ReadonlySet<number>
  /** Is there a provider below another? */
  readonly isNested: boolean
  /** The roots that may anchor a candidate; undefined: any. */
  readonly anchors: ReadonlySet<number> | undefined
  /** So many candidates are enough, where each provider stands for one. */
  readonly limit: number | undefined
}

export async function candidatesOf(search: Search, group: Group): Promise<Candidate[]> {
  const { tx, isNested, sharing } = search
  const rootId = group.inTree === undefined ? undefined : await rootOf(tx, group.inTree)
  if (group.inTree !== undefined && rootId === undefined) return []
  const mayBeSpread = group.suffix === '' && (isNested || sharing.size > 0)
  return mayBeSpread
    ? spreadCandidates(search, group, rootId)
    : wholeCandidates(search, group, rootId)
}

/** Each from one provider that has all. */
async function wholeCandidates(
  { tx, trees, anchors, limit }: Search,
  group: Group,
  rootId: number | undefined,
): Promise<Candidate[]> {
  const { resources, traits, aggregates } = group
  // Of a group without resources the real service finds nothing unless it is told what to have.
  const isAimless = traits.required.length === 0 && aggregates.required.length === 0
  if (resources.size === 0 && isAimless) return []
  const places = await providersWithAll(tx, group, rootId, limit)
  await trees.load(
    tx,
    places.map((place) => place.rootId),
  )
  const shared = places.filter(({ id }) => trees.node(id).traits.includes(SHARES_VIA_AGGREGATE))
  const others = await anchorsOf(
    tx,
    shared.map(({ id }) => id),
  )
  return places.flatMap((place) => {
    const roots = new Set([place.rootId, ...(others.get(place.id) ?? [])])
    return [...roots]
      .filter((root) => anchors === undefined || anchors.has(root))
      .map((anchor) =>
        candidate(group, anchor, piecesOf(trees, group, place), trees.node(place.id)),
      )
  })
}

function piecesOf(trees: Trees, { resources }: Group, { id }: Place): Piece[] {
  const node = trees.node(id)
  return [...resources].map(([resourceClass, amount]) => ({ node, resourceClass, amount }))
}

/** @param node has all of it, which may be nothing */
function candidate(
  { suffix }: Group,
  anchor: number,
  pieces: readonly Piece[],
  node?: Node,
): Candidate {
  const uuids = new Set(node ? [node.uuid] : pieces.map((piece) => piece.node.uuid))
  return { anchor, pieces, mappings: new Map([[suffix, uuids]]) }
}

/** A provider that has room for a class, in the tree of `rootId` or shared with it. */
interface Source extends Place {
  readonly resourceClass: string
}

/** Each from the providers of a tree, and of those that share with it. */
async function spreadCandidates(
  search: Search,
  group: Group,
  rootId: number | undefined,
): Promise<Candidate[]> {
  const { tx, trees } = search
  const sources = await sourcesOf(search, group, rootId)
  await trees.load(tx, [...sources.roots])
  const kept = search.sharing.size > 0 ? sources.all : traitsKept(trees, group, sources.all)
  return [...Map.groupBy(kept, (source) => source.rootId)].flatMap(([anchor, ofTree]) => {
    const byClass = [...group.resources].map(([name, amount]) =>
      ofTree
        .filter((source) => source.resourceClass === name)
        .map(({ id }) => ({ node: trees.node(id), resourceClass: name, amount })),
    )
    return [...combinations(byClass)]
      .filter((pieces) => hasTraits(pieces, group))
      .map((pieces) => candidate(group, anchor, pieces))
  })
}

/** Only trees that have a source of each class. */
async function sourcesOf(
  search: Search,
  group: Group,
  rootId: number | undefined,
): Promise<{ all: readonly Source[]; roots: ReadonlySet<number> }> {
  const { tx, sharing, anchors } = search
  const { required, forbidden } = group.aggregates
  const members = required.length > 0 ? await membersOf(tx, required) : undefined
  const strangers = forbidden.size > 0 ? await membersOf(tx, [forbidden]) : undefined
  const isAllowed = ({ id, rootId: root }: Place): boolean =>
    (anchors === undefined || anchors.has(root)) &&
    (members === undefined || members.has(id) || members.has(root)) &&
    !(strangers?.has(id) || strangers?.has(root))
  const all: Source[] = []
  const roots = new Set<number>()
  let common: ReadonlySet<number> | undefined
  for (const [resourceClass, amount] of group.resources) {
    const own = await providersWithRoom(tx, resourceClass, amount, rootId)
    for (const place of own) roots.add(place.rootId)
    const shared = rootId === undefined ? await sharedPlaces(tx, own, sharing, members) : []
    for (const place of shared) roots.add(place.rootId)
    const places = [...own, ...shared].filter(isAllowed)
    const distinct = new Map(places.map((place) => [`${place.id} ${place.rootId}`, place]))
    all.push(...[...distinct.values()].map((place) => ({ ...place, resourceClass })))
    const here = new Set(places.map((place) => place.rootId))
    common = common === undefined ? here : common.intersection(here)
  }
  return { all: all.filter((source) => common?.has(source.rootId)), roots }
}

/** Sharing providers of these, once for each tree that they share with. */
async function sharedPlaces(
  tx: Tx,
  own: readonly Place[],
  sharing: ReadonlySet<number>,
  members: ReadonlySet<number> | undefined,
): Promise<Place[]> {
  const ids = own
    .map(({ id }) => id)
    .filter((id) => sharing.has(id) && (members === undefined || members.has(id)))
  if (ids.length === 0) return []
  const anchors = await anchorsOf(tx, ids)
  return ids.flatMap((id) => (anchors.get(id) ?? []).map((rootId) => ({ id, rootId })))
}

/** Of trees whose providers can have the traits together. Source: _get_trees_with_traits. */
function traitsKept(trees: Trees, { traits }: Group, sources: readonly Source[]): Source[] {
  const good = sources.filter(({ id }) => !isForbidden(trees.node(id).traits, traits.forbidden))
  const byRoot = Map.groupBy(good, (source) => source.rootId)
  return sources.filter(({ rootId }) => {
    const here = byRoot.get(rootId)
    if (here === undefined) return false
    const had = new Set(here.flatMap(({ id }) => trees.node(id).traits))
    return traits.required.every((names) => !names.isDisjointFrom(had))
  })
}

function isForbidden(had: readonly string[], forbidden: ReadonlySet<string>): boolean {
  return had.some((trait) => forbidden.has(trait))
}

/** Together they have what is required, and none has what is forbidden. */
function hasTraits(pieces: readonly Piece[], { traits }: Group): boolean {
  if (pieces.some(({ node }) => isForbidden(node.traits, traits.forbidden))) return false
  const had = new Set(pieces.flatMap(({ node }) => node.traits))
  return traits.required.every((names) => !names.isDisjointFrom(had))
}
