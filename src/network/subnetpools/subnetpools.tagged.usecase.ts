import { ADMIN_OR_MEMBER, ADMIN_OR_READER } from '../base-rules.ts'
import { taggable } from '../tags/taggable.ts'
import { completedPools } from './completed-pools.usecase.ts'
import { SHARED_SUBNETPOOLS } from './subnetpools.policies.ts'
import { subnetpoolRows } from './subnetpools.store.ts'

export const subnetpoolTagged = taggable({
  resource: 'subnetpool',
  collection: 'subnetpools',
  path: '/subnetpools',
  rows: subnetpoolRows,
  checks: {
    create: ADMIN_OR_MEMBER,
    get: `${ADMIN_OR_READER} or rule:${SHARED_SUBNETPOOLS.name}`,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
  async facts(call, row) {
    const [pool] = await completedPools(call, [row])
    return pool!
  },
})
