import { ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { taggable } from '../tags/taggable.ts'
import { trunkRows } from './trunks.store.ts'

export const trunkTagged = taggable({
  resource: 'trunk',
  collection: 'trunks',
  path: '/trunks',
  rows: trunkRows,
  checks: {
    create: ADMIN_OR_MEMBER,
    get: ADMIN_OR_READER,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
})
