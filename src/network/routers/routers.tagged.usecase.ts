import { ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { taggable } from '../tags/taggable.ts'
import { routerRows } from './routers.store.ts'

export const routerTagged = taggable({
  resource: 'router',
  collection: 'routers',
  path: '/routers',
  rows: routerRows,
  checks: {
    create: ADMIN_OR_MEMBER,
    get: ADMIN_OR_READER,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
})
