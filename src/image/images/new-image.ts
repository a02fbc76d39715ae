import type { RequestContext } from '../../kernel/context.ts'
import { forbidden } from '../../kernel/faults.ts'
import { objectIn } from '../bodies.ts'

/** What a client says of an image to be made. */
export interface NewImage {
  readonly id: string | undefined
  readonly name: string | null
  readonly owner: string | null
  readonly visibility: 'community' | 'public' | 'private' | 'shared' | undefined
  readonly protected: boolean
  readonly os_hidden: boolean
  readonly disk_format: string | null
  readonly container_format: string | null
  readonly min_disk: number
  readonly min_ram: number
  readonly tags: readonly string[]
  readonly properties: Readonly<Record<string, string>>
}

const READ_ONLY = ['direct_url', 'self', 'file', 'schema', 'stores']

/** @throws Fault 400, 403 */
export function readNewImage(sent: unknown, ctx: RequestContext): NewImage {
  const body = objectIn(sent) as Readonly<Record<string, never>>
  const key = READ_ONLY.find((one) => Object.hasOwn(body, one))
  if (key !== undefined) throw forbidden(`Attribute '${key}' is read-only.`)
  const { id, name = null, owner = ctx.token.projectId ?? null, visibility, ...rest } = body
  const { disk_format = null, container_format = null, min_disk = 0, min_ram = 0, ...more } = rest
  const { tags = [], protected: isProtected = false, os_hidden = false, ...properties } = more
  return {
    ...{ id, name, owner, visibility, tags, disk_format, container_format, min_disk, min_ram },
    ...{ protected: isProtected, os_hidden, properties },
  }
}
