/** Every call asks the rule that upstream's own list names for it. */
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import type { Operation } from '../../src/kernel/operation.ts'
import { readUpstream } from './upstream-policy.ts'

/** Calls that upstream's list leaves out or writes otherwise than its routes, with what it has. */
const MISWRITTEN: Readonly<Record<string, string>> = {
  'identity auth.list_projects_federated': 'only /auth/projects, the newer path to the same',
  'identity auth.list_domains_federated': 'only /auth/domains, the newer path to the same',
  'compute hypervisors.detail': '/os-hypervisors/details',
  'block-storage volumes.update': 'PUT /volumes, without the volume',
  'block-storage volume_types.update': 'PUT /types, without the type',
  'block-storage volume_types.delete': 'DELETE /types, without the type',
  'block-storage default_types.set': 'PUT /default-types, without the project',
  'block-storage quota_sets.defaults': '/default for /defaults',
  'block-storage cgsnapshots.create': 'only /group_snapshots, which it is another name of',
  'block-storage cgsnapshots.delete': 'only /group_snapshots, which it is another name of',
  'block-storage cgsnapshots.detail': 'only /group_snapshots, which it is another name of',
  'block-storage cgsnapshots.list': 'only /group_snapshots, which it is another name of',
  'block-storage cgsnapshots.show': 'only /group_snapshots, which it is another name of',
  'block-storage consistencygroups.create': 'only /groups, which it is another name of',
  'block-storage consistencygroups.create_from_src': 'only /groups, which it is another name of',
  'block-storage consistencygroups.delete': 'only /groups, which it is another name of',
  'block-storage consistencygroups.detail': 'only /groups, which it is another name of',
  'block-storage consistencygroups.list': 'only /groups, which it is another name of',
  'block-storage consistencygroups.show': 'only /groups, which it is another name of',
  'block-storage consistencygroups.update': 'only /groups, which it is another name of',
  'block-storage groups.create_from_src': 'POST /groups, not its action',
  'block-storage backups.export_record': 'POST for GET',
  'block-storage backups.import_record': '/backups/{backup_id}/import_record',
  'block-storage snapshot_manage.detail': 'only /manageable_snapshots, the newer path to the same',
  'block-storage snapshot_manage.list': 'only /manageable_snapshots, the newer path to the same',
  'block-storage snapshot_manage.manage': 'only /manageable_snapshots, the newer path to the same',
  'block-storage snapshots.metadata.replace': 'PUT /snapshots/{snapshot_id}/metadata/{key} alone',
  'block-storage snapshots.update_status': 'update_snapshot_status for os-update_snapshot_status',
  'block-storage volume_manage.detail': 'only /manageable_volumes, the newer path to the same',
  'block-storage volume_manage.list': 'only /manageable_volumes, the newer path to the same',
  'block-storage volume_manage.manage': 'only /manageable_volumes, the newer path to the same',
  'block-storage volume_transfers.create': '/volume_transfers for /volume-transfers',
  'block-storage volume_transfers.list': '/volume_transfers for /volume-transfers',
  'block-storage volumes.reimage':
    'only its own rule, which is asked after the one to see the volume',
  'block-storage volumes.revert':
    'only its own rule, which is asked after the one to see the volume',
  'image images.import': 'only PATCH of the image, which can change as much of it',
  'image images.list_tasks': 'only GET /images/{image_id}, which shows the image itself',
  'image images.stage': 'only PATCH of the image, which can change as much of it',
  'image stores.delete_image': 'only PATCH of the image, which can remove its locations too',
  'image tags.add': 'only PATCH of the image, which can change its tags too',
  'image tags.delete': 'only PATCH of the image, which can change its tags too',
  'image metadef_objects.clear': 'only DELETE /metadefs/namespaces/{namespace_name}',
  'image metadef_properties.clear': 'only DELETE /metadefs/namespaces/{namespace_name}',
  'image metadef_properties.update': 'GET for PUT',
  'image metadef_resource_types.end_association': 'POST for DELETE',
  'image metadef_resource_types.list_associations': 'only /metadefs/resource_types',
  'network bindings.show': 'without the host',
  'network bindings.update': 'without the host',
  'network local_ips.create': '/local-ips for /local_ips',
  'network local_ips.delete': '/local-ips for /local_ips',
  'network local_ips.show': '/local-ips for /local_ips',
  'network local_ips.update': '/local-ips for /local_ips',
}

interface Call {
  readonly methods: readonly string[]
  /** Segments; `{}` is any. */
  readonly path: readonly string[]
  readonly action: string | undefined
}

/** `GET|HEAD /v3/users/{user_id}; POST /servers/{server_id}/action (os-start)` */
function callsIn(operations: string): Call[] {
  return operations.split('; ').map((text) => {
    const [, methods = '', path = '', action] = /^(\S+) (\S+?)(?: \((.*)\))?$/.exec(text) ?? []
    return { methods: methods.split('|'), path: segments(path), action }
  })
}

function segments(path: string): string[] {
  const plain = path.replace(/\?.*$/, '').replace(/^\/v[23](?=\/)/, '')
  return plain
    .split('/')
    .filter(Boolean)
    .map((segment) => (segment.startsWith('{') ? '{}' : segment))
}

function guards(call: Call, { method, path, action }: Operation): boolean {
  const own = segments(path)
  return (
    call.methods.includes(method) &&
    call.action === action &&
    call.path.length === own.length &&
    call.path.every((segment, i) => segment === '{}' || segment === own[i])
  )
}

test('every call asks the rule of upstream', () => {
  const astray = SERVICES.flatMap(({ type, operations }) => {
    const rules = new Map(readUpstream(type).map((row) => [row.rule, row]))
    return operations.flatMap((operation) => {
      if (typeof operation.policy !== 'object') return []
      const row = rules.get(operation.policy.name)
      const found = callsIn(row?.operations ?? '').some((call) => guards(call, operation))
      return found ? [] : [`${type} ${operation.id}`]
    })
  })
  expect(astray.toSorted()).toEqual(Object.keys(MISWRITTEN).toSorted())
})
