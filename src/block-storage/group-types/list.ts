/** Which group types a list shows. Source: openstack/cinder cinder/api/v3/group_types.py. */
import type { RequestContext } from '../../kernel/context.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import { cinderList, type SentFilters } from '../lists.ts'
import { parseIsPublic } from '../volume-types/list.ts'
import { GROUP_TYPE_COLUMNS, publicity } from './group-type.ts'

export const groupTypeList = cinderList({
  columns: GROUP_TYPE_COLUMNS,
  filters: { is_public: 0 },
  conditions: groupTypeConditions,
})

/** Whatever else is sent is passed over. @throws 400 */
function groupTypeConditions(sent: SentFilters, ctx: RequestContext): Condition[] {
  const wanted = ctx.isAdmin ? parseIsPublic(sent.get('is_public')) : true
  return wanted === undefined ? [] : [publicity(wanted)]
}
