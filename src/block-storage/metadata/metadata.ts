/**
 * The rules of metadata that volumes and snapshots share: what a request may hold, and what becomes
 * of the stored items. Source: openstack/cinder cinder/api/schemas/volume_metadata.py,
 * cinder/db/api.py (_volume_x_metadata_update).
 */
import { Type as T } from 'typebox'

/** `extra_specs` of cinder/api/validation/parameter_types.py: keys with a slash are fine. */
export const METADATA = T.Record(
  T.String({ pattern: '^[a-zA-Z0-9-_:. /]{1,255}$' }),
  T.String({ maxLength: 255 }),
  { additionalProperties: false },
)

/** Bodies of the calls that change metadata: of all items, and of exactly one. */
export function metadataBodies(
  items: typeof METADATA,
  { additionalProperties }: { additionalProperties: boolean },
) {
  const one = { ...items, minProperties: 1, maxProperties: 1 }
  return {
    all: T.Object({ metadata: items }, { additionalProperties }),
    one: T.Object({ meta: one }, { additionalProperties }),
  }
}

export type MetadataBodies = ReturnType<typeof metadataBodies>

/** Of what is new; null is none. */
export const METADATA_OR_NULL = T.Unsafe<Record<string, string> | null>({
  ...METADATA,
  type: ['object', 'null'],
})

export interface MetadataItem {
  readonly key: string
  readonly value: string
  /** Grows with each item that is added. */
  readonly position: number
}

export interface MetadataChange {
  /** Items to write: those with a new value, then those that are new. */
  readonly writes: readonly MetadataItem[]
  readonly removes: readonly string[]
  /**
   * What is stored afterwards, in the order in which the real service answers such a change:
   * changed items, new ones, then the rest. A later GET has the stored order.
   */
  readonly result: Readonly<Record<string, string>>
  /** The same in the stored order. */
  readonly stored: Readonly<Record<string, string>>
}

/**
 * What a request makes of the stored items. `merge` leaves keys alone that the request does not
 * name, `replace` removes them. Items that keep their value are not written.
 * @param stored in the order of their positions
 */
export function changeMetadata(
  stored: readonly MetadataItem[],
  asked: Readonly<Record<string, string>>,
  how: 'merge' | 'replace',
): MetadataChange {
  const wanted = new Map(Object.entries(asked))
  const changed: MetadataItem[] = []
  const kept: MetadataItem[] = []
  const removes: string[] = []
  for (const item of stored) {
    const value = wanted.get(item.key)
    if (value === undefined) {
      if (how === 'replace') removes.push(item.key)
      else kept.push(item)
    } else if (value === item.value) kept.push(item)
    else changed.push({ ...item, value })
    wanted.delete(item.key)
  }
  let position = stored.at(-1)?.position ?? 0
  const added = [...wanted].map(([key, value]) => ({ key, value, position: ++position }))
  const writes = [...changed, ...added]
  const left = [...writes, ...kept]
  const inOrder = left.toSorted((a, b) => a.position - b.position)
  return { writes, removes, result: toRecord(left), stored: toRecord(inOrder) }
}

/** The items of something new. */
export function newItems(metadata: Readonly<Record<string, string>>): readonly MetadataItem[] {
  return Object.entries(metadata).map(([key, value], index) => ({
    key,
    value,
    position: index + 1,
  }))
}

/** Clients choose the keys, `__proto__` included: hence `fromEntries`. */
export function toRecord(
  items: readonly Pick<MetadataItem, 'key' | 'value'>[],
): Record<string, string> {
  return Object.fromEntries(items.map(({ key, value }) => [key, value]))
}
