import { Type as T } from 'typebox'
import { closed, field, View } from '../../kernel/view.ts'
import type { ServerGroup } from './server-group.ts'

export interface ShownGroup {
  readonly group: ServerGroup
  /** Ids of servers. */
  readonly members: readonly string[]
}

function rulesOf({ group: { max_server_per_host: most } }: ShownGroup) {
  return most === null ? {} : { max_server_per_host: most }
}

/** Source: nova/api/openstack/compute/server_groups.py (_format_server_group). */
export const serverGroupView = new View<ShownGroup>({
  id: field(T.String({ format: 'uuid' }), ({ group }) => group.id),
  name: field(T.String(), ({ group }) => group.name),
  policies: field(T.Array(T.String()), ({ group }) => [group.policy], { until: '2.64' }),
  policy: field(T.String(), ({ group }) => group.policy, { from: '2.64' }),
  rules: field(closed({ max_server_per_host: T.Optional(T.Integer()) }), rulesOf, { from: '2.64' }),
  metadata: field(closed({}), () => ({}), { until: '2.64' }),
  members: field(T.Array(T.String()), ({ members }) => members),
  project_id: field(T.String(), ({ group }) => group.project_id, { from: '2.13' }),
  user_id: field(T.String(), ({ group }) => group.user_id, { from: '2.13' }),
})
