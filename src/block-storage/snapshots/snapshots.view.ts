import { Type as T } from 'typebox'
import { field, nullable, View, type Field } from '../../kernel/view.ts'
import { shownTime } from '../times.ts'
import { EXTENDED_ATTRIBUTES } from './snapshots.policies.ts'
import type { ShownSnapshot } from './snapshot.ts'

const TEXT = T.String()
const TEXT_OR_NULL = nullable(T.String())

/**
 * Field order is that on the wire.
 * Source: openstack/cinder cinder/api/views/snapshots.py, cinder/api/v3/views/snapshots.py.
 */
const SUMMARY: Record<string, Field<ShownSnapshot>> = {
  id: field(TEXT, (s) => s.id),
  created_at: field(TEXT, (s) => shownTime(s.created_at)),
  updated_at: field(TEXT_OR_NULL, (s) => s.updated_at && shownTime(s.updated_at)),
  name: field(TEXT_OR_NULL, (s) => s.name),
  description: field(TEXT_OR_NULL, (s) => s.description),
  volume_id: field(TEXT, (s) => s.volume_id),
  status: field(TEXT, (s) => s.status),
  size: field(T.Integer(), (s) => s.size),
  metadata: field(T.Record(T.String(), T.String()), (s) => s.metadata),
}

const DETAIL: Record<string, Field<ShownSnapshot>> = {
  ...SUMMARY,
  group_snapshot_id: field(TEXT_OR_NULL, (s) => s.group_snapshot_id, { from: '3.14' }),
  user_id: field(TEXT, (s) => s.user_id, { from: '3.41' }),
  consumes_quota: field(T.Boolean(), (s) => s.use_quota === 1, { from: '3.65' }),
}

/** As the short list answers, and those who have a snapshot managed, at every version. */
export const snapshotSummaryView = new View<ShownSnapshot>(SUMMARY)

/** As create and update answer. */
export const snapshotView = new View<ShownSnapshot>(DETAIL)

const ALIAS = 'os-extended-snapshot-attributes'

/** As show and detail answer; who sees the rest is judged on the bearer's own project. */
export const snapshotDetailView = new View<ShownSnapshot>({
  ...DETAIL,
  [`${ALIAS}:project_id`]: field(TEXT, (s) => s.project_id, { rule: EXTENDED_ATTRIBUTES }),
  [`${ALIAS}:progress`]: field(TEXT_OR_NULL, (s) => s.progress, { rule: EXTENDED_ATTRIBUTES }),
})
