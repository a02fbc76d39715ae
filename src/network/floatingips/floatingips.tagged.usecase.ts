import { ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { taggable } from '../tags/taggable.ts'
import { floatingIpRows } from './floatingips.store.ts'

export const floatingIpTagged = taggable({
  resource: 'floatingip',
  collection: 'floatingips',
  path: '/floatingips',
  rows: floatingIpRows,
  checks: {
    create: ADMIN_OR_MEMBER,
    get: ADMIN_OR_READER,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
})
