/** `type:subports` of trunks. Source: openstack/neutron-lib neutron_lib/api/validators/__init__.py. */
import { Type as T } from 'typebox'
import { isUuidLike } from '../../formats.ts'
import { str } from '../../python.ts'
import { same } from '../../wording/assertions.ts'
import type { AttributeType } from '../attribute.ts'
import { isDict } from './structures.ts'

export interface SubPort {
  readonly port_id: string
  readonly segmentation_type?: string | null
  readonly segmentation_id?: unknown
}

export function subports(): AttributeType<readonly SubPort[]> {
  const members = {
    port_id: T.String(),
    segmentation_type: T.Optional(T.Unknown()),
    segmentation_id: T.Optional(T.Unknown()),
  }
  return { schema: T.Array(T.Object(members)), column: undefined, reason: subportsReason }
}

function subportsReason(value: unknown): string | undefined {
  if (!Array.isArray(value)) {
    return `Invalid data format for subports: '${str(value)}' is not a list`
  }
  const ids = new Set<string>()
  const taken: { readonly type: unknown; readonly id: unknown }[] = []
  for (const port of value) {
    const reason = portReason(port, ids)
    if (reason !== undefined) return reason
    const { segmentation_type: type, segmentation_id: id = null } = port
    // What is inherited is known later, and of the ports after it nothing is looked at any more.
    if (type === 'inherit') return undefined
    if ((!type || id === null) && Object.keys(port).length > 1) {
      return (
        `Invalid subport details '${str(port)}': missing segmentation information. ` +
        'Must specify both segmentation_id and segmentation_type'
      )
    }
    if (taken.some((other) => same(other.type, type) && same(other.id, id))) {
      return `Segmentation ID '${str(id)}' for '${str(port.port_id)}' is not unique`
    }
    if (id !== null) taken.push({ type, id })
  }
  return undefined
}

function portReason(port: unknown, ids: Set<string>): string | undefined {
  if (!isDict(port)) return `Invalid data format for subport: '${str(port)}' is not a dict`
  if (!Object.hasOwn(port, 'port_id')) return 'A valid port UUID must be specified'
  const id = port['port_id']
  if (typeof id !== 'string' || !isUuidLike(id)) return `Invalid UUID for subport: '${str(id)}'`
  if (ids.has(id)) return `Non unique UUID for subport: '${id}'`
  ids.add(id)
  return undefined
}
