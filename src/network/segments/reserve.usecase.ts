/** Gives networks their segments: those that are asked for, or what projects get. */
import { rangesOfType } from '../network-segment-ranges/segment-ranges.store.ts'
import { idsFor } from '../network-segment-ranges/segment-ranges.ts'
import type { Tx } from '../../storage/database.ts'
import type { NetworkOptions } from '../options.ts'
import {
  isPartial,
  mtuOf,
  noneLeft,
  placeOf,
  placeTaken,
  type SegmentRequest,
} from './segment-types.ts'
import {
  freeId,
  insertSegments,
  isPlaceTaken,
  lockSegments,
  type Segment,
} from './segments.store.ts'

interface Call {
  readonly tx: Tx
  readonly env: { readonly options: NetworkOptions; readonly ids: { uuid(): string } }
}

/** Physical networks for VLANs are those of the configuration, and those of which there is a range. */
export async function knownOptions({ tx, env }: Call): Promise<NetworkOptions> {
  const { options } = env
  const names = (await rangesOfType(tx, 'vlan')).map((range) => [range.physical_network, []])
  return { ...options, vlanRanges: { ...Object.fromEntries(names), ...options.vlanRanges } }
}

/**
 * Makes the segments of a new network.
 * @param asked none: one of a type that projects get
 * @param at when, as answers show it
 * @throws Fault 409 where another network has what is asked for; 503 where nothing is left
 */
export async function reserveSegments(
  call: Call,
  { id: networkId, project_id: projectId }: { readonly id: string; readonly project_id: string },
  asked: readonly SegmentRequest[],
  at: string,
): Promise<readonly Segment[]> {
  const { tx, env } = call
  const segments: Segment[] = []
  for (const request of asked.length > 0 ? asked : [undefined]) {
    const reserved =
      request === undefined
        ? await projectSegment(call, projectId)
        : await reserve(call, request, projectId)
    const segment: Segment = {
      ...{ id: env.ids.uuid(), network_id: networkId, ...reserved, segment_index: segments.length },
      ...{ name: null, description: null, revision_number: 0, created_at: at, updated_at: at },
    }
    await insertSegments(tx, [segment])
    segments.push(segment)
  }
  return segments
}

/**
 * @param projectId whose ranges it may come from, beside those that all share; nobody's unless told
 * @throws Fault 409, 503
 */
export async function reserve(
  { tx }: Pick<Call, 'tx'>,
  request: SegmentRequest,
  projectId?: string,
): Promise<SegmentRequest> {
  await lockSegments(tx, request.network_type)
  const chosen = isPartial(request) ? await firstFree(tx, request, projectId) : request
  if (chosen === undefined) throw noneLeft()
  const place = placeOf(chosen)
  if (place !== null && (await isPlaceTaken(tx, place))) throw placeTaken(chosen)
  return chosen
}

async function projectSegment(call: Call, projectId: string): Promise<SegmentRequest> {
  const { tx, env } = call
  for (const type of env.options.projectNetworkTypes) {
    const any = { network_type: type, physical_network: null, segmentation_id: null }
    if (type === 'local') return any
    await lockSegments(tx, type)
    const chosen = await firstFree(tx, any, projectId)
    if (chosen !== undefined) return chosen
  }
  throw noneLeft()
}

async function firstFree(
  tx: Tx,
  request: SegmentRequest,
  projectId: string | undefined,
): Promise<SegmentRequest | undefined> {
  const { network_type: type, physical_network: physical } = request
  const all = await rangesOfType(tx, type)
  for (const [name, ranges] of Map.groupBy(all, (range) => range.physical_network)) {
    if (physical !== null && physical !== name) continue
    const within = { network_type: type, physical_network: name || null }
    for (const range of idsFor(ranges, projectId)) {
      const id = await freeId(tx, within, range)
      if (id !== undefined) return { ...within, segmentation_id: id }
    }
  }
  return undefined
}

/** The most that a network of these segments can carry, in bytes; without any, as much as may be. */
export function mtuOfSegments(
  segments: readonly Pick<Segment, 'network_type'>[],
  options: NetworkOptions,
): number {
  const each = segments.map(({ network_type: type }) => mtuOf(type, options))
  return Math.min(options.globalPhysnetMtu, ...each)
}
