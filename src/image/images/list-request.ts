import { Type as T } from 'typebox'
import { badRequest } from '../../kernel/faults.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { ListRequest } from '../../kernel/lists/request.ts'
import { always } from '../../kernel/operation.ts'
import { queryOf, type Query, type SentQuery } from '../../kernel/query.ts'
import { noImageWith } from '../faults.ts'
import { orderIn, pageAddress, pageSize, Parameters } from '../lists.ts'
import type { ImageEnv } from '../operation.ts'
import type { MemberStatus } from '../storage/tables.ts'
import { SORT_KEYS } from './columns.ts'
import { filtersIn, type Filters } from './image-filters.ts'
import { VISIBILITIES, type Visibility } from './image-status.ts'

/** Which images are asked for, apart from who may see them. */
export interface ImageListRequest extends ListRequest {
  readonly limit: number
  /** Undefined: all but those of the community that are not the caller's own. */
  readonly visibility: Visibility | 'all' | undefined
  /** How the caller stands to images that are shared with him. */
  readonly memberStatus: MemberStatus | 'all'
  /** All of these. */
  readonly tags: readonly string[]
  readonly properties: Filters['properties']
  readonly firstPage: string
}

const PATH = '/v2/images'

const NAMES = [
  ...['limit', 'marker', 'sort', 'sort_key', 'sort_dir', 'name', 'id', 'owner', 'status'],
  ...['visibility', 'member_status', 'protected', 'os_hidden', 'tag', 'disk_format'],
  ...['container_format', 'size', 'size_min', 'size_max', 'min_disk', 'min_ram', 'checksum'],
  ...['os_hash_algo', 'os_hash_value', 'created_at', 'updated_at'],
]

/** Other parameters name properties, whatever they are called. */
const SHAPE = always(
  T.Object(Object.fromEntries(NAMES.map((name) => [name, T.Optional(T.String())]))),
)

/** The query of the list of images. */
export const imageList: Query<ImageListRequest> = queryOf(SHAPE, { read: imagesAsked })

/** Source: RequestDeserializer.index of glance/api/v2/images.py. @throws 400 */
export function imagesAsked({
  parameters: sent,
  env,
}: Pick<SentQuery, 'parameters' | 'env'>): ImageListRequest {
  const parameters = new Parameters(sent)
  const size = parameters.take('limit')
  const marker = parameters.take('marker')
  const status = parameters.take('member_status') ?? 'accepted'
  const tags = parameters.takeAll('tag').map((tag) => tag.trim())
  const { rest } = parameters
  const visibility = visibilityIn(rest.get('visibility'))
  if (rest.get('changes-since')) {
    throw badRequest('The "changes-since" filter is no longer available on v2.')
  }
  const memberStatus = memberStatusIn(status)
  const limit = pageSize(size, (env as ImageEnv).options)
  const order = orderIn(parameters, SORT_KEYS)
  const filters = parameters.rest
  filters.delete('visibility')
  if (!filters.has('os_hidden')) filters.set('os_hidden', 'false')
  const { conditions, properties } = filtersIn(filters)
  return {
    ...{ conditions, properties, order, limit, visibility, memberStatus },
    tags: [...new Set(tags)],
    marker:
      marker === undefined
        ? undefined
        : { id: marker, as: 'row', missing: () => badRequest(noImageWith(marker).message) },
    offset: 0,
    withCount: false,
    deleted: 'hidden',
    firstPage: pageAddress(PATH, sent),
    nextPage: (id) => pageAddress(PATH, sent, id),
  }
}

function visibilityIn(text: string | undefined): Visibility | 'all' | undefined {
  if (text === undefined) return undefined
  const known = [...VISIBILITIES, 'all' as const].find((visibility) => visibility === text)
  if (known === undefined && text !== '') throw badRequest(`Invalid visibility value: ${text}`)
  return known
}

const MEMBER_STATUSES = ['pending', 'accepted', 'rejected', 'all'] as const

function memberStatusIn(text: string): MemberStatus | 'all' {
  const known = MEMBER_STATUSES.find((status) => status === text)
  if (known === undefined) throw badRequest(`Invalid status: ${text}`)
  return known
}

/**
 * Images of others that somebody sees in lists, and his own: each image is in one group alone.
 * @param sharedIds those that are shared with him, and stand with him as he asked
 */
export function visibleGroups(
  projectId: string | undefined,
  { visibility }: Pick<ImageListRequest, 'visibility'>,
  sharedIds: readonly string[],
): Condition[][] {
  const shows = (one: Visibility): boolean =>
    visibility === undefined ? one !== 'community' : visibility === 'all' || visibility === one
  const isVisibility = (one: Visibility): Condition => ({
    ...{ kind: 'in', column: 'visibility', values: [one] },
  })
  const own: Condition = { kind: 'in', column: 'owner', values: [projectId ?? ''] }
  const ofOthers: Condition = {
    kind: 'any',
    of: [
      { kind: 'compare', column: 'owner', operator: '!=', value: projectId ?? '' },
      { kind: 'in', column: 'owner', values: [null] },
    ],
  }
  const isOne = visibility !== undefined && visibility !== 'all'
  const shared: Condition = { kind: 'in', column: 'id', values: sharedIds }
  return [
    isOne ? [own, isVisibility(visibility)] : [own],
    ...(['public', 'community'] as const).filter(shows).map((one) => [isVisibility(one), ofOthers]),
    ...(shows('shared') && sharedIds.length > 0
      ? [[shared, isVisibility('shared'), ofOthers]]
      : []),
  ]
}

/** The same for administrators, who see all. */
export function groupOfAdministrators(
  projectId: string | undefined,
  { visibility }: Pick<ImageListRequest, 'visibility'>,
): Condition[] {
  if (visibility === 'all') return []
  if (visibility !== undefined) return [{ kind: 'in', column: 'visibility', values: [visibility] }]
  return [
    {
      kind: 'any',
      of: [
        { kind: 'compare', column: 'visibility', operator: '!=', value: 'community' },
        { kind: 'in', column: 'owner', values: [projectId ?? ''] },
      ],
    },
  ]
}
