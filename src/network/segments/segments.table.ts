/** The attributes of segments. Source: openstack/neutron-lib neutron_lib/api/definitions/segment.py. */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toInteger } from '../../kernel/attributes/converters.ts'
import { standard } from '../../kernel/attributes/standard.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { nameString, orNone, string, uuid } from '../../kernel/attributes/types.ts'

const LISTED = { filter: true, sort: true } as const

export const SEGMENTS = standard(
  attributeTable(
    { resource: 'segment', collection: 'segments', extension: 'segment' },
    {
      id: attribute({ type: uuid(), ...LISTED }),
      // Looked at, and not kept: a segment belongs to its network alone.
      project_id: attribute({ type: string(255), post: 'required', visible: false }),
      network_id: attribute({ type: uuid(), post: 'required', ...LISTED }),
      physical_network: attribute({
        ...{ type: string(64), post: 'optional', nullable: true, ...LISTED },
      }),
      network_type: attribute({ type: string(32), post: 'required', ...LISTED }),
      segmentation_id: attribute({
        ...{ convert: toInteger, post: 'optional', nullable: true, sort: true },
      }),
      name: attribute({
        ...{ type: orNone(nameString(255)), post: { default: null }, put: true, ...LISTED },
      }),
    },
  ),
)
