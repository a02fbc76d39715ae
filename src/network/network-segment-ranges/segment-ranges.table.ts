/**
 * The attributes of ranges of segments. Source: openstack/neutron-lib
 * neutron_lib/api/definitions/network_segment_range.py.
 */
import { Type as T } from 'typebox'
import { attribute, type Filter } from '../../kernel/attributes/attribute.ts'
import { toBoolean, toInteger } from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import { listOf, nameString, range, string, uuid, values } from '../../kernel/attributes/types.ts'

const MOST = 2 ** 32 - 1

const limit = () =>
  attribute({ type: range(1, MOST), convert: toInteger, post: 'required', put: true })

const plain = attributeTable(
  {
    resource: 'network_segment_range',
    collection: 'network_segment_ranges',
    extension: 'network-segment-range',
    isCore: true,
    owner: 'project_id',
    showsOldOwner: false,
  },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      ...{ type: nameString(255), post: { default: '' }, put: true, filter: true, sort: true },
      nullable: true,
    }),
    default: attribute({ convert: toBoolean, stored: 'is_default' }),
    shared: attribute({ convert: toBoolean, post: { default: true } }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
      nullable: true,
    }),
    network_type: attribute({
      ...{ type: values(['vlan', 'vxlan', 'gre', 'geneve']), post: 'optional', filter: true },
    }),
    physical_network: attribute({ type: string(64), post: 'optional', filter: true }),
    minimum: limit(),
    maximum: limit(),
    used: attribute<Readonly<Record<string, string>>>({ shows: T.Record(T.String(), T.String()) }),
    available: attribute<readonly number[]>({ shows: T.Array(T.Integer()) }),
  },
)

/** Tags are shown and set, but lists do not look for them (neutron/objects/base.py, get_objects). */
const everything: Filter = () => ({ kind: 'all', of: [] })

const tagged = extended(tagging(plain), 'standard-attr-timestamp', {
  // What the configuration made was never changed.
  updated_at: attribute({ type: string(), nullable: true }),
})

export const SEGMENT_RANGES = extended(
  tagged,
  'standard-attr-tag',
  { tags: attribute({ type: listOf(string(255)), filter: everything }) },
  { 'tags-any': everything, 'not-tags': everything, 'not-tags-any': everything },
)

export type SegmentRangeAttributes = NonNullable<(typeof SEGMENT_RANGES)['declared']>
