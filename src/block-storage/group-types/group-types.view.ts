import { Type as T } from 'typebox'
import { SPECS } from '../../kernel/families/specs.ts'
import { field, nullable, View } from '../../kernel/view.ts'
import type { GroupType } from './group-type.ts'
import { SHOW_SPECS } from './group-types.policies.ts'

/** Source: openstack/cinder cinder/api/v3/views/group_types.py. */
export const groupTypeView = new View<GroupType>({
  id: field(T.String(), (type) => type.id),
  name: field(T.String(), (type) => type.name),
  description: field(nullable(T.String()), (type) => type.description),
  is_public: field(T.Boolean(), (type) => type.isPublic),
  group_specs: field(SPECS, (type) => Object.fromEntries(type.specs), { rule: SHOW_SPECS }),
})
