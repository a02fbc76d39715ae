/**
 * The attributes of flavors and of service profiles. Source: openstack/neutron-lib
 * neutron_lib/api/definitions/flavors.py.
 */
import { attribute } from '../../kernel/attributes/attribute.ts'
import { ifNotNone, toBoolean } from '../../kernel/attributes/converters.ts'
import { attributeTable } from '../../kernel/attributes/table.ts'
import {
  listOf,
  nameString,
  orNone,
  servicePluginType,
  string,
  uuid,
} from '../../kernel/attributes/types.ts'

/** Types of the plug-ins that a real Neutron has loaded with what is here. */
const SERVICE_TYPES = [
  ...['CORE', 'L3_ROUTER_NAT', 'METERING', 'FLAVORS', 'QOS', 'NETWORK_SEGMENT_RANGE'],
  ...['PORTFORWARDING', 'CONNTRACKHELPER', 'LOCAL_IP', 'NDPPROXY', 'TAG', 'trunk', 'segments'],
  ...['revision_plugin', 'timestamp', 'auto-allocated-topology'],
]

const LISTED = { filter: true, sort: true } as const

const description = () =>
  attribute({ type: orNone(string(1024)), post: { default: '' }, put: true, ...LISTED })

/** Null is true, as when it is left out. */
const enabled = () =>
  attribute({ convert: ifNotNone(toBoolean), post: { default: true }, put: true, ...LISTED })

export const FLAVORS = attributeTable(
  { resource: 'flavor', collection: 'flavors', extension: 'flavors' },
  {
    id: attribute({ type: uuid(), ...LISTED }),
    name: attribute({ type: nameString(255), post: { default: '' }, put: true, ...LISTED }),
    description: description(),
    service_type: attribute({
      ...{ type: servicePluginType(SERVICE_TYPES), post: 'required', ...LISTED },
    }),
    enabled: enabled(),
    // What is sent of it is looked at, and passed over.
    service_profiles: attribute({ type: listOf(uuid()), post: { default: [] }, put: true }),
  },
)

export const SERVICE_PROFILES = attributeTable(
  { resource: 'service_profile', collection: 'service_profiles', extension: 'flavors' },
  {
    id: attribute({ type: uuid(), ...LISTED }),
    description: description(),
    driver: attribute({ type: string(1024), post: { default: '' }, put: true, ...LISTED }),
    enabled: enabled(),
    metainfo: attribute({ type: string(), post: { default: '' }, put: true, sort: true }),
  },
)

/** A service profile, as it is given to a flavor. */
export const PROFILE_OF_FLAVOR = attributeTable(
  { resource: 'service_profile', collection: 'service_profiles', extension: 'flavors' },
  { id: attribute({ type: uuid(), post: 'required' }) },
)

export type FlavorAttributes = NonNullable<(typeof FLAVORS)['declared']>
export type ServiceProfileAttributes = NonNullable<(typeof SERVICE_PROFILES)['declared']>
