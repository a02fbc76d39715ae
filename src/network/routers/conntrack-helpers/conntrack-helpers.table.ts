/** The attributes of conntrack helpers. Source: neutron_lib/api/definitions/l3_conntrack_helper.py. */
import { attribute } from '../../../kernel/attributes/attribute.ts'
import { PROTOCOLS, toInteger, toProtocol, toText } from '../../../kernel/attributes/converters.ts'
import { attributeTable } from '../../../kernel/attributes/table.ts'
import { range, string, uuid, values } from '../../../kernel/attributes/types.ts'

const shared = { post: 'required', put: true, filter: true, sort: true } as const

export const CONNTRACK_HELPERS = attributeTable(
  {
    ...{ resource: 'conntrack_helper', collection: 'conntrack_helpers' },
    extension: 'l3-conntrack-helper',
  },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    project_id: attribute({ type: string(255), post: 'required', visible: false }),
    protocol: attribute({ ...shared, type: values(PROTOCOLS), convert: toProtocol }),
    port: attribute({ ...shared, type: range(1, 65_535), convert: toInteger }),
    helper: attribute({ ...shared, type: string(64), convert: toText }),
  },
)

export type ConntrackHelperAttributes = NonNullable<(typeof CONNTRACK_HELPERS)['declared']>
