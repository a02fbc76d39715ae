import { ADMIN_OR_MEMBER, ADMIN_OR_READER, CONTEXT_IS_ADVSVC, SHARED } from '../base-rules.ts'
import { taggable } from '../tags/taggable.ts'
import { completed } from './completed.usecase.ts'
import { EXTERNAL } from './networks.policies.ts'
import { networkRows } from './networks.store.ts'

export const networkTagged = taggable({
  resource: 'network',
  collection: 'networks',
  path: '/networks',
  rows: networkRows,
  checks: {
    create: ADMIN_OR_MEMBER,
    get:
      `${ADMIN_OR_READER} or rule:${SHARED.name} or rule:${EXTERNAL.name} or ` +
      `rule:${CONTEXT_IS_ADVSVC.name}`,
    update: ADMIN_OR_MEMBER,
    delete: ADMIN_OR_MEMBER,
  },
  async facts(call, row) {
    const [network] = await completed(call, [row])
    return network!
  },
})
