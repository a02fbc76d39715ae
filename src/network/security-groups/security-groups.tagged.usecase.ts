import { ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { taggable } from '../tags/taggable.ts'
import { completed } from './completed.usecase.ts'
import { SHARED_SECURITY_GROUP } from './security-groups.policies.ts'
import { securityGroupRows } from './security-groups.store.ts'

export const securityGroupTagged = taggable({
  resource: 'security_group',
  collection: 'security-groups',
  path: '/security-groups',
  rows: securityGroupRows,
  checks: {
    create: ADMIN_OR_MEMBER,
    get: `${ADMIN_OR_READER} or rule:${SHARED_SECURITY_GROUP.name}`,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
  async facts(call, row) {
    const [group] = await completed(call, [row])
    return group!
  },
})
