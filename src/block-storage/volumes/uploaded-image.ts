/**
 * What an image that is made of a volume is called and has. Source: openstack/cinder
 * cinder/volume/api.py (_merge_volume_image_meta), cinder/image/image_utils.py
 * (filter_out_reserved_namespaces_metadata), cinder/api/contrib/volume_actions.py.
 */
import type { ImageHead } from '../../image/facade.ts'
import { badRequest, type Fault } from '../../kernel/faults.ts'

/** What a client says of the image. */
export interface Upload {
  readonly image_name: string
  readonly disk_format?: string
  readonly container_format?: string | null
  /** From 3.1 on. */
  readonly visibility?: string
  readonly protected?: boolean | string
}

/** The image, waiting for its bytes. */
export type MadeImage = ImageHead

/** `glance_core_properties`: what images have of their own. */
const CORE = new Set([
  ...['checksum', 'container_format', 'disk_format', 'image_name', 'image_id'],
  ...['min_disk', 'min_ram', 'name', 'size'],
])
const RESERVED = ['os_glance', 'img_signature', 'signature_verified']

/** What the image takes over from the volume, which has it from an image. */
export function inheritedProperties(
  metadata: Readonly<Record<string, string>> | null,
): Record<string, string> {
  const items = Object.entries(metadata ?? {})
  return Object.fromEntries(
    items.filter(
      ([key]) => !CORE.has(key) && !RESERVED.some((namespace) => key.startsWith(namespace)),
    ),
  )
}

/** Encrypted bytes are handed on as they are. @throws 400 */
export function refuseConverting({ disk_format: disk, container_format: container }: Upload): void {
  if ((disk ?? 'raw') === 'raw' && (container === undefined || container === 'bare')) return
  throw badRequest(
    "An encrypted volume uploaded as an image must use 'raw' disk_format and 'bare' " +
      'container_format, which are the defaults for these options.',
  )
}

const SCHEMA = /^Provided object does not match schema 'image': /
const INSTANCE = /\n\nOn instance\['(.+?)'\]:\n {4}(.*)$/s

/**
 * How a refusal of Image reads: the client that cinder calls it with checks what it is told before it
 * sends anything.
 */
export function imageRefused({ status, message }: Fault): Fault {
  if (status === 413) return badRequest('Image quota exceeded')
  const [, key, value] = INSTANCE.exec(message) ?? []
  if (key === undefined || !SCHEMA.test(message)) return badRequest(message)
  return badRequest(message.replace(SCHEMA, `Unable to set '${key}' to ${value}. Reason: `))
}
