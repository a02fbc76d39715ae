import { Type as T } from 'typebox'
import { field, nullable, View } from '../../kernel/view.ts'
import { shownTime } from '../times.ts'
import type { Group, ShownGroup } from './group.ts'
import { PROJECT_ATTRIBUTE } from './groups.policies.ts'

const TEXT = T.String()
const TEXT_OR_NULL = nullable(TEXT)

/** As create and the short list answer. */
export const groupNameView = new View<Pick<Group, 'id' | 'name'>>({
  id: field(TEXT, (group) => group.id),
  name: field(TEXT_OR_NULL, (group) => group.name),
})

/** Source: openstack/cinder cinder/api/v3/views/groups.py. */
export const groupView = new View<ShownGroup>({
  id: field(TEXT, (group) => group.id),
  status: field(TEXT, (group) => group.status),
  availability_zone: field(TEXT_OR_NULL, (group) => group.availability_zone),
  created_at: field(TEXT, (group) => shownTime(group.created_at)),
  name: field(TEXT_OR_NULL, (group) => group.name),
  description: field(TEXT_OR_NULL, (group) => group.description),
  group_type: field(TEXT, (group) => group.group_type_id),
  volume_types: field(T.Array(TEXT), (group) => group.volumeTypes),
  group_snapshot_id: field(TEXT_OR_NULL, (group) => group.group_snapshot_id, { from: '3.14' }),
  source_group_id: field(TEXT_OR_NULL, (group) => group.source_group_id, { from: '3.14' }),
  volumes: field(T.Optional(T.Array(TEXT)), (group) => group.volumes, { from: '3.25' }),
  replication_status: field(TEXT_OR_NULL, (group) => group.replication_status, { from: '3.38' }),
  project_id: field(TEXT, (group) => group.project_id, { from: '3.58', rule: PROJECT_ATTRIBUTE }),
})
