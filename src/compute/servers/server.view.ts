/**
 * What is shown of servers, from microversion to microversion.
 * Source: openstack/nova nova/api/openstack/compute/views/servers.py.
 */
import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { itemLinks } from '../../kernel/item-links.ts'
import { closed, field, LINK, nullable, View, type Field } from '../../kernel/view.ts'
import { shownReport, shownSecond } from '../times.ts'
import { requestOf } from './host-request.ts'
import { bookmark, embeddedFlavor, FLAVOR, IMAGE, imageOf } from './made-from.view.ts'
import { EXTENDED_ATTRIBUTES as rule, HOST_STATUS, UNKNOWN_HOST_STATUS } from './show.policies.ts'
import { statusOf } from './server-states.ts'
import { hostIdOf, instanceName, metadataOf, type Server, type ServerFault } from './server.ts'
import { addressesOf, briefAddressesOf, groupsOf, type ShownServer } from './shown-server.ts'

type Fields = Record<string, Field<ShownServer> | readonly Field<ShownServer>[]>

const LINKS = T.Array(LINK)
const TEXT = T.String()
const TIME = T.String({ format: 'date-time' })

/** Where these are shown. */
const PROGRESSING = new Set(['ACTIVE', 'BUILD', 'REBUILD', 'RESIZE', 'VERIFY_RESIZE', 'MIGRATING'])
const FAILED = new Set(['ERROR', 'DELETED'])

const linksOf = ({ server }: ShownServer, ctx: RequestContext) =>
  itemLinks(ctx, 'servers', server.id)

/** A deleted server is nothing else. */
function shownStatus({ server }: ShownServer): string {
  return server.deleted === 1 ? 'DELETED' : statusOf(server)
}

const BRIEF = { version: T.Integer(), addr: TEXT }
const BRIEF_ADDRESS = closed(BRIEF)
const ADDRESS = closed({
  ...BRIEF,
  'OS-EXT-IPS:type': TEXT,
  'OS-EXT-IPS-MAC:mac_addr': TEXT,
})

const FAULT = T.Optional(
  closed({ code: T.Integer(), created: TIME, message: TEXT, details: T.Optional(TEXT) }),
)

function faultOf(shown: ShownServer, ctx: RequestContext) {
  const { fault } = shown.server
  if (fault === null || !FAILED.has(shownStatus(shown))) return undefined
  const { code, created, message, details } = JSON.parse(fault) as ServerFault
  const isTold = details && (ctx.isAdmin || code !== 500)
  return { code, created: shownSecond(created), message, ...(isTold && { details }) }
}

/** What it is plugged into once it is built. */
const pluggedOf = ({ server, interfaces }: ShownServer) =>
  server.vm_state === 'building' ? [] : interfaces

const timeOf = (at: string | null): string | null =>
  at === null ? null : shownReport(Date.parse(at))

const identity = {
  id: field(T.String({ format: 'uuid' }), ({ server }: ShownServer) => server.id),
}
const name = field(TEXT, ({ server }: ShownServer) => server.name)
const links = field(LINKS, linksOf)

/** In lists without details. */
export const serverNameView = new View<Pick<Server, 'id' | 'name'>>({
  id: field(T.String({ format: 'uuid' }), (server) => server.id),
  name: field(TEXT, (server) => server.name),
  links: field(LINKS, ({ id }, ctx) => itemLinks(ctx, 'servers', id)),
})

const basics: Fields = {
  accessIPv4: field(TEXT, ({ server }) => server.access_ip_v4 ?? ''),
  accessIPv6: field(TEXT, ({ server }) => server.access_ip_v6 ?? ''),
  addresses: field(T.Record(TEXT, T.Array(ADDRESS)), (shown) => addressesOf(pluggedOf(shown))),
  created: field(TIME, ({ server }) => shownSecond(server.created_at)),
  flavor: [
    field(
      closed({ id: TEXT, links: LINKS }),
      ({ server }, ctx) => ({
        id: server.flavor_id,
        links: bookmark(ctx, 'flavors', server.flavor_id),
      }),
      { until: '2.47' },
    ),
    field(FLAVOR, embeddedFlavor, { from: '2.47' }),
  ],
  hostId: field(TEXT, ({ server }) => hostIdOf(server.host, server.project_id)),
  ...identity,
  image: [
    field(IMAGE, (shown, ctx) => imageOf(shown, ctx, false), { until: '2.98' }),
    field(IMAGE, (shown, ctx) => imageOf(shown, ctx, true), { from: '2.98' }),
  ],
  links,
  metadata: field(T.Record(TEXT, TEXT), ({ server }) => metadataOf(server)),
  name,
  status: field(TEXT, (shown) => shownStatus(shown)),
  tenant_id: field(TEXT, ({ server }) => server.project_id),
  user_id: field(TEXT, ({ server }) => server.user_id),
  updated: field(TIME, ({ server }) => shownSecond(server.updated_at)),
  'OS-DCF:diskConfig': field(TEXT, ({ server }) => server.disk_config),
  fault: field(FAULT, faultOf),
  progress: field(T.Optional(T.Integer()), (shown) =>
    PROGRESSING.has(shownStatus(shown)) ? shown.server.progress : undefined,
  ),
}

const machine: Fields = {
  'OS-EXT-AZ:availability_zone': field(TEXT, ({ zone }) => zone),
  config_drive: field(TEXT, ({ server }) => (server.config_drive === 1 ? 'True' : '')),
  key_name: field(nullable(TEXT), ({ server }) => server.key_name),
  'OS-SRV-USG:launched_at': field(nullable(TEXT), ({ server }) => timeOf(server.launched_at)),
  'OS-SRV-USG:terminated_at': field(nullable(TEXT), ({ server }) => timeOf(server.terminated_at)),
}

const groups: Fields = {
  security_groups: field(T.Optional(T.Array(closed({ name: TEXT }))), ({ interfaces }) =>
    groupsOf(interfaces),
  ),
}

/** What hosts know of it, for those who may see it. */
const ofHost: Fields = {
  'OS-EXT-SRV-ATTR:host': field(nullable(TEXT), ({ server }) => server.host, { rule }),
  'OS-EXT-SRV-ATTR:instance_name': field(TEXT, ({ server }) => instanceName(server), { rule }),
  'OS-EXT-SRV-ATTR:hypervisor_hostname': field(nullable(TEXT), ({ server }) => server.node, {
    rule,
  }),
  'OS-EXT-SRV-ATTR:hostname': field(TEXT, ({ server }) => server.hostname, { rule, from: '2.3' }),
  'OS-EXT-SRV-ATTR:kernel_id': field(TEXT, ({ server }) => partOf(server, 'kernel_id'), {
    rule,
    from: '2.3',
  }),
  'OS-EXT-SRV-ATTR:launch_index': field(T.Integer(), ({ server }) => server.launch_index, {
    rule,
    from: '2.3',
  }),
  'OS-EXT-SRV-ATTR:ramdisk_id': field(TEXT, ({ server }) => partOf(server, 'ramdisk_id'), {
    rule,
    from: '2.3',
  }),
  'OS-EXT-SRV-ATTR:reservation_id': field(TEXT, ({ server }) => server.reservation_id, {
    rule,
    from: '2.3',
  }),
  'OS-EXT-SRV-ATTR:root_device_name': field(
    nullable(TEXT),
    ({ server }) => server.root_device_name,
    { rule, from: '2.3' },
  ),
  'OS-EXT-SRV-ATTR:user_data': field(nullable(TEXT), ({ server }) => server.user_data, {
    rule,
    from: '2.3',
  }),
}

/** The kernel and the disk that boot an image which has none itself. */
function partOf({ image_properties }: Server, part: 'kernel_id' | 'ramdisk_id'): string {
  const properties = JSON.parse(image_properties) as Record<string, string | null>
  return properties['kernel_id'] === 'nokernel' ? '' : (properties[part] ?? '')
}

const VOLUMES = 'os-extended-volumes:volumes_attached'

const states: Fields = {
  'OS-EXT-STS:task_state': field(nullable(TEXT), ({ server }) => server.task_state),
  'OS-EXT-STS:vm_state': field(TEXT, ({ server }) => server.vm_state),
  'OS-EXT-STS:power_state': field(T.Integer(), ({ server }) => server.power_state),
  [VOLUMES]: [
    field(
      T.Array(closed({ id: TEXT })),
      ({ devices }) => volumesOf(devices).map(({ id }) => ({ id })),
      {
        until: '2.3',
      },
    ),
    field(
      T.Array(closed({ id: TEXT, delete_on_termination: T.Boolean() })),
      ({ devices }) => volumesOf(devices),
      { from: '2.3' },
    ),
  ],
}

const locked: Fields = {
  locked: field(T.Boolean(), ({ server }) => server.locked_by !== null, { from: '2.9' }),
}

function volumesOf(devices: ShownServer['devices']) {
  return devices.flatMap(({ volume_id: id, delete_on_termination }) =>
    id === null ? [] : [{ id, delete_on_termination: delete_on_termination === 1 }],
  )
}

const hostStatus: Fields = {
  host_status: field(
    T.Optional(TEXT),
    ({ hostStatus: status }, ctx) => {
      if (ctx.allows(HOST_STATUS)) return status
      return status === 'UNKNOWN' && ctx.allows(UNKNOWN_HOST_STATUS) ? status : undefined
    },
    { from: '2.16' },
  ),
}

const texts: Fields = {
  description: field(nullable(TEXT), ({ server }) => server.description, { from: '2.19' }),
  tags: field(T.Array(TEXT), ({ tags }) => tags, { from: '2.26' }),
  trusted_image_certificates: field(
    nullable(T.Array(TEXT)),
    ({ server: { trusted_image_certificates: ids } }) =>
      ids === null ? null : (JSON.parse(ids) as string[]),
    { from: '2.63' },
  ),
}

const serverGroups: Fields = {
  server_groups: field(
    T.Array(TEXT),
    ({ server: { server_group_id: id } }) => (id === null ? [] : [id]),
    { from: '2.71' },
  ),
}

const lock: Fields = {
  locked_reason: field(nullable(TEXT), ({ server }) => server.locked_reason, { from: '2.73' }),
}

/** For those who did not see it among what hosts know. */
const hostname: Fields = {
  'OS-EXT-SRV-ATTR:hostname': field(TEXT, ({ server }) => server.hostname, {
    ...{ unless: rule, from: '2.90' },
  }),
}

const request: Fields = {
  pinned_availability_zone: field(
    nullable(TEXT),
    ({ server }) => requestOf(server).availabilityZone,
    { from: '2.96' },
  ),
  scheduler_hints: field(
    T.Record(TEXT, T.Unknown()),
    ({ server }) => requestOf(server).hints ?? {},
    { from: '2.100' },
  ),
}

export const serverView = new View<ShownServer>([
  { ...basics, ...machine, ...groups, ...ofHost, ...states, ...locked, ...hostStatus },
  { ...texts, ...serverGroups, ...lock },
  { ...hostname, ...request },
])

/** What a change of a server is answered with until 2.74. */
export const changedServerView = new View<ShownServer>({
  ...basics,
  addresses: field(T.Record(TEXT, T.Array(BRIEF_ADDRESS)), (shown) =>
    briefAddressesOf(pluggedOf(shown)),
  ),
  ...{ ...locked, ...texts, ...serverGroups, ...lock },
})

/** In lists: without the groups of servers, and in another order. */
export const serverDetailView = new View<ShownServer>([
  { ...basics, ...machine, ...ofHost, ...states, ...locked, ...texts, ...lock },
  { ...hostname, ...request, ...hostStatus, ...groups },
])
