import { Type as T } from 'typebox'
import { field, nullable, View } from '../../kernel/view.ts'
import { shownTime } from '../times.ts'
import type { GroupSnapshot } from './group-snapshot.ts'
import { PROJECT_ATTRIBUTE } from './group-snapshots.policies.ts'

const TEXT = T.String()
const TEXT_OR_NULL = nullable(TEXT)

const ID = field<Pick<GroupSnapshot, 'id'>>(TEXT, (snapshot) => snapshot.id)
const NAME = field<Pick<GroupSnapshot, 'name'>>(TEXT_OR_NULL, (snapshot) => snapshot.name)
const TYPE = field<Pick<GroupSnapshot, 'group_type_id'>>(TEXT, (snapshot) => snapshot.group_type_id)

/** As the short list answers. */
export const groupSnapshotNameView = new View<Pick<GroupSnapshot, 'id' | 'name'>>({
  id: ID,
  name: NAME,
})

/** As create answers. */
export const createdGroupSnapshotView = new View<
  Pick<GroupSnapshot, 'id' | 'name' | 'group_type_id'>
>({ id: ID, name: NAME, group_type_id: TYPE })

/** Source: openstack/cinder cinder/api/v3/views/group_snapshots.py. */
export const groupSnapshotView = new View<GroupSnapshot>({
  id: ID,
  group_id: field(TEXT, (snapshot) => snapshot.group_id),
  group_type_id: TYPE,
  status: field(TEXT, (snapshot) => snapshot.status),
  created_at: field(TEXT, (snapshot) => shownTime(snapshot.created_at)),
  name: NAME,
  description: field(TEXT_OR_NULL, (snapshot) => snapshot.description),
  project_id: field(TEXT, (snapshot) => snapshot.project_id, {
    from: '3.58',
    rule: PROJECT_ATTRIBUTE,
  }),
})
