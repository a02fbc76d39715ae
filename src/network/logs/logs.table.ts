/** The attributes of logs. Source: openstack/neutron-lib neutron_lib/api/definitions/logging.py. */
import { Type as T } from 'typebox'
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { standard } from '../../kernel/attributes/standard.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import { nameString, orNone, string, uuid, values } from '../../kernel/attributes/types.ts'

const LISTED = { filter: true, sort: true } as const

const named = () => attribute({ type: orNone(uuid()), post: { default: null }, ...LISTED })

export const LOGS = standard(
  attributeTable(
    { resource: 'log', collection: 'logs', path: '/log/logs', extension: 'logging' },
    {
      id: attribute({ type: uuid(), ...LISTED }),
      project_id: attribute({ type: string(255), post: 'required', exact: true, ...LISTED }),
      name: attribute({ type: nameString(255), post: { default: '' }, put: true, ...LISTED }),
      resource_type: attribute({ type: string(255), post: 'required', ...LISTED }),
      resource_id: named(),
      event: attribute({
        ...{ type: values(['ACCEPT', 'DROP', 'ALL']), post: { default: 'ALL' }, filter: true },
      }),
      target_id: named(),
      enabled: attribute({ convert: toBoolean, post: { default: true }, put: true, ...LISTED }),
    },
  ),
)

/** What can be logged. */
export const LOGGABLE_RESOURCES = attributeTable(
  {
    resource: 'loggable_resource',
    collection: 'loggable_resources',
    path: '/log/loggable-resources',
    extension: 'logging',
  },
  { type: attribute<string>({ shows: T.String() }) },
)

export type LogAttributes = NonNullable<(typeof LOGS)['declared']>
