import type { RequestContext } from '../../kernel/context.ts'
import { forbidden } from '../../kernel/faults.ts'
import { objectIn } from '../bodies.ts'
import { detailed } from '../faults.ts'
import type { ImageOptions } from '../options.ts'
import { IMAGE_SCHEMA } from '../schemas/image-schema.ts'
import { refuseReadOnly, refuseUnfit } from '../schemas/schema.ts'
import {
  isReserved,
  numberOf,
  refuseLongName,
  refuseNegative,
  refuseTooManyProperties,
  refuseTooManyTags,
  refuseUnstorable,
  type Attributes,
  type Properties,
} from './attributes.ts'
import type { Visibility } from './image-status.ts'
import { COMMUNITIZE, ADD, PUBLICIZE } from './images.policies.ts'

/** What a client says of an image to be made. */
export interface NewImage extends Attributes {
  /** As the client wrote it. */
  readonly id: string | undefined
  readonly tags: ReadonlySet<string>
  readonly properties: Properties
  /** The visibility is one that the client chose. */
  readonly asksForVisibility: boolean
  /** What the body has and only the service sets: refused after the policy. */
  readonly readOnly: string | undefined
}

/** Refused before the schema, and after the policy; each in the order in which it is looked for. */
const READ_ONLY_FIRST = ['direct_url', 'self', 'file', 'schema', 'stores']
const READ_ONLY = ['created_at', 'updated_at', 'status', 'checksum', 'size', 'virtual_size']

/** Passed over: the service sets them, and says so only where an image is changed. */
const IGNORED = ['os_hash_algo', 'os_hash_value']

interface Sent {
  readonly id?: string
  readonly name?: string | null
  readonly owner?: string | null
  readonly visibility?: Visibility
  readonly protected?: boolean
  readonly os_hidden?: boolean
  readonly disk_format?: string | null
  readonly container_format?: string | null
  readonly min_disk?: unknown
  readonly min_ram?: unknown
  readonly tags?: readonly string[]
}

const ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['id', 'name', 'owner', 'visibility', 'protected', 'os_hidden', 'disk_format'],
  ...['container_format', 'min_disk', 'min_ram', 'tags', ...READ_ONLY, ...IGNORED],
])

/** Whose an image is that does not say so. */
interface Maker {
  readonly token: { readonly projectId: string | undefined }
}

/** Source: RequestDeserializer.create of glance/api/v2/images.py. @throws Fault 400, 403 */
export function readNewImage(body: unknown, { token }: Maker): NewImage {
  const all = objectIn(body)
  refuseReadOnly(all, READ_ONLY_FIRST)
  refuseUnfit(IMAGE_SCHEMA, all)
  const sent = all as Sent
  const properties = new Map(Object.entries(all).filter(([name]) => !ATTRIBUTES.has(name)))
  for (const name of properties.keys()) {
    refuseLongName(name)
    if (isReserved(name)) throw detailed(403, `Attribute '${name}' is reserved.`)
  }
  const { owner = token.projectId ?? null, visibility, tags = [] } = sent
  const { name = null, disk_format = null, container_format = null } = sent
  return {
    ...{ id: sent.id, name, owner, disk_format, container_format },
    visibility: visibility ?? 'shared',
    asksForVisibility: visibility !== undefined,
    protected: sent.protected ?? false,
    os_hidden: sent.os_hidden ?? false,
    min_disk: numberOf(sent.min_disk ?? 0),
    min_ram: numberOf(sent.min_ram ?? 0),
    tags: new Set(tags),
    properties: properties as ReadonlyMap<string, string | null>,
    readOnly: READ_ONLY.find((one) => Object.hasOwn(all, one)),
  }
}

/**
 * Who may make such an image. Source: ImageAPIPolicy.add_image of glance/api/v2/policy.py.
 * @throws Fault 403
 */
export function authorizeNewImage(ctx: RequestContext, image: NewImage): void {
  const { owner, visibility, asksForVisibility } = image
  const facts = {
    ...{ project_id: owner, owner },
    visibility: asksForVisibility ? visibility : 'private',
  }
  const isForOthers = owner !== (ctx.token.projectId ?? null)
  const words = `You are not permitted to create images owned by '${owner ?? 'None'}'`
  if (isForOthers && !ctx.allows(ADD, facts)) throw detailed(403, words)
  ctx.authorize(ADD, facts)
  if (visibility === 'public') ctx.authorize(PUBLICIZE, facts)
  if (visibility === 'community') ctx.authorize(COMMUNITIZE, facts)
  if (isForOthers && !ctx.isAdmin && !ctx.hasNewDefaults) throw forbidden(`${words}.`)
}

/** What is refused of it after the policy, in this order. @throws Fault 400, 403, 413 */
export function refuseNewImage(image: NewImage, options: ImageOptions): void {
  const { readOnly, tags, properties } = image
  refuseTooManyTags(tags.size, options)
  if (readOnly !== undefined) throw forbidden(`Attribute '${readOnly}' is read-only.`)
  if (properties.has('locations')) throw forbidden("Attribute 'locations' is reserved.")
  refuseNegative('min_disk', image.min_disk)
  refuseNegative('min_ram', image.min_ram)
  refuseTooManyProperties(properties, options)
  refuseUnstorable(image, properties, tags)
}
