/**
 * Lists of images: what clients ask of Compute, in the words of Image.
 * Source: openstack/nova nova/api/openstack/compute/images.py (SUPPORTED_FILTERS),
 * nova/image/glance.py (_extract_query_params_v2).
 */
import { Type as T } from 'typebox'
import { always } from '../../kernel/operation.ts'
import { queryOf, type Query } from '../../kernel/query.ts'
import { pageAfter, type Texts } from '../lists.ts'

const FILTERS: Readonly<Record<string, string>> = {
  name: 'name',
  status: 'status',
  'changes-since': 'updated_at',
  server: 'instance_uuid',
  type: 'image_type',
  minRam: 'min_ram',
  minDisk: 'min_disk',
}

const OF_PROPERTY = 'property-'

export interface ImagesQuery {
  /** As Image knows them. */
  readonly filters: Readonly<Record<string, string>>
  readonly limit: number | undefined
  readonly marker: string | undefined
  nextPage(last: string): string
}

const POSITIVE = T.Unsafe<string>({
  type: ['integer', 'string'],
  pattern: '^[0-9]*$',
  minimum: 1,
  minLength: 1,
})

const SCHEMA = T.Object(
  {
    limit: T.Optional(POSITIVE),
    page_size: T.Optional(POSITIVE),
    marker: T.Optional(T.String()),
    offset: T.Optional(POSITIVE),
    ...Object.fromEntries(Object.keys(FILTERS).map((name) => [name, T.Optional(T.String())])),
  },
  { additionalProperties: true },
)

/** `page_size` and `offset` are checked, and do nothing. */
export const IMAGES_QUERY: Query<ImagesQuery> = queryOf(always(SCHEMA), {
  read(sent) {
    const texts = sent.texts('last')
    const { limit, marker } = texts
    return {
      filters: filtersIn(texts),
      limit: limit === undefined ? undefined : Number(limit),
      // One that is empty is none.
      marker: marker || undefined,
      nextPage: (last) => pageAfter(sent.ctx, knownIn(texts), last),
    }
  },
})

function filtersIn(texts: Readonly<Record<string, string>>): Record<string, string> {
  const filters: Record<string, string> = {}
  for (const [name, text] of Object.entries(texts)) {
    const filter = FILTERS[name]
    if (filter !== undefined) filters[filter] = meant(name, text)
    else if (name.startsWith(OF_PROPERTY)) filters[name.slice(OF_PROPERTY.length)] = text
  }
  return filters
}

function meant(name: string, text: string): string {
  if (name === 'status') return text.toLowerCase()
  if (name === 'changes-since') return `gte:${text}`
  // A server may be named by its address.
  return name === 'server' ? text.slice(text.lastIndexOf('/') + 1) : text
}

function knownIn(texts: Texts): Texts {
  const known = Object.entries(texts).filter(
    ([name]) => Object.hasOwn(SCHEMA.properties, name) || name.startsWith(OF_PROPERTY),
  )
  return Object.fromEntries(known)
}
