/**
 * Images of Image, as Compute speaks of them.
 * Source: openstack/nova nova/image/glance.py, nova/api/openstack/compute/views/images.py.
 */
import { forbidden, notFound, type Fault } from '../../kernel/faults.ts'

export type Properties = Readonly<Record<string, string | null>>

/** What a client gets; what is JSON in Image is none here. */
export type Metadata = Readonly<Record<string, unknown>>

/** Kept as JSON, since properties of images are text. */
const IN_JSON: readonly string[] = ['block_device_mapping', 'mappings']

export function metadataOf(properties: Properties): Metadata {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      value !== null && IN_JSON.includes(name) ? (parsed(value) ?? value) : value,
    ]),
  )
}

/** The real service fails where a client stored there what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const NO_KERNEL = new Set(['kernel_id', 'ramdisk_id'])

/** What a client wants an image to have, as it is kept. A kernel or RAM disk that is none is left out. */
export function propertiesOf(metadata: Properties): Properties {
  return Object.fromEntries(
    Object.entries(metadata).filter(
      ([name, value]) => !NO_KERNEL.has(name) || value === null || !/^\s*(none)?\s*$/i.test(value),
    ),
  )
}

const STATUSES: Readonly<Record<string, string>> = {
  active: 'ACTIVE',
  queued: 'SAVING',
  saving: 'SAVING',
  deleted: 'DELETED',
  pending_delete: 'DELETED',
  killed: 'ERROR',
}

export function shownStatus(status: string): string {
  return STATUSES[status] ?? 'UNKNOWN'
}

const PROGRESS: Readonly<Record<string, number>> = { queued: 25, saving: 50, active: 100 }

/** Percent. */
export function progressOf(status: string): number {
  return PROGRESS[status] ?? 0
}

export function imageNotFound(): Fault {
  return notFound('Image not found.')
}

export function notAuthorized(id: string): Fault {
  return forbidden(`Not authorized for image ${id}.`)
}
