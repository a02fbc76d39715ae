import { version } from '../kernel/microversion.ts'

/**
 * Microversions that handlers and mounts compare with, by name. Fields and operations that merely
 * appear or end at one say so in their declaration.
 * Source: nova/api/openstack/compute/rest_api_version_history.rst
 */
export const MV = {
  /** `/v2`: the schemas of the years before microversions, else as 2.1. */
  LEGACY: version('2.0'),
  MIN: version('2.1'),
  /** Key pairs are told apart by their type; making one is 201, deleting 204. */
  KEYPAIR_TYPES: version('2.2'),
  /** Servers can be found by their addresses of IPv6. */
  LIST_BY_IP6: version('2.5'),
  /** Projects are no longer added to public flavors. */
  ACCESS_OF_PRIVATE_FLAVORS: version('2.7'),
  /** Administrators may name the user whose key pairs are meant. */
  KEYPAIRS_OF_OTHERS: version('2.10'),
  /** A server has a description of its own. */
  SERVER_DESCRIPTION: version('2.19'),
  /** Volumes are attached to servers that are shelved, too. */
  SHELVED_VOLUMES: version('2.20'),
  /** What was done to a server is shown also when it is deleted. */
  ACTIONS_OF_DELETED: version('2.21'),
  SERVER_TAGS: version('2.26'),
  /** Lists of hypervisors come in pages. */
  HYPERVISOR_PAGES: version('2.33'),
  /** Lists of key pairs come in pages. */
  KEYPAIR_PAGES: version('2.35'),
  /** A word that is no status is refused. */
  STRICT_STATUS: version('2.38'),
  /** Usage comes in pages. */
  USAGE_PAGES: version('2.40'),
  /** Diagnostics have a form of their own, whatever the hypervisor. */
  DIAGNOSTICS: version('2.48'),
  /** Services and hypervisors are known by uuid instead of number; search moves to the query. */
  UUIDS: version('2.53'),
  /** Lists of what was done to a server come in pages, and by `changes-since`. */
  ACTION_PAGES: version('2.58'),
  /** Volumes that several servers may use at once. */
  MULTIATTACH_VOLUMES: version('2.60'),
  /** … and by `changes-before`. */
  ACTIONS_BEFORE: version('2.66'),
  /** Lists of servers know `changes-before`. */
  CHANGES_BEFORE: version('2.66'),
  /** Locks have reasons. */
  LOCK_REASON: version('2.73'),
  /** `servers` of a hypervisor is shown when asked for, even if there are none. */
  HYPERVISOR_SERVERS_ALWAYS: version('2.75'),
  /** Most lists refuse parameters that they do not know. */
  STRICT_QUERIES: version('2.75'),
  /** A changed server is shown as any other. */
  WHOLE_CHANGED_SERVER: version('2.75'),
  /** More filters of servers are for everybody. */
  MORE_OPEN_FILTERS: version('2.83'),
  /** Extra specs of flavors are validated. */
  VALIDATED_EXTRA_SPECS: version('2.86'),
  /** Attachments of volumes show their ids instead of that of the volume. */
  ATTACHMENT_IDS: version('2.89'),
  /** Servers are given names by which they know themselves. */
  HOSTNAMES: version('2.90'),
  /** Volumes are attached after the answer. */
  ATTACH_LATER: version('2.101'),
  /** Flavors lose what nothing uses, and are found by name. */
  FLAVOR_NAME_FILTER: version('2.102'),
  MAX: version('2.104'),
} as const
