import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { operation } from '../operation.ts'
import { secondsNow } from '../times.ts'
import { ownOr } from '../visibility.ts'
import { ndpProxyRules } from './ndp-proxies.policies.ts'
import { proxyRows } from './ndp-proxies.store.ts'
import { NDP_PROXIES } from './ndp-proxies.table.ts'
import { ndpProxyNotFound, type NdpProxy } from './ndp-proxies.ts'
import { createProxy } from './ndp-proxies.usecase.ts'

type Row = Parameters<typeof proxyRows.insert>[1][number]

const seen = (row: Row): NdpProxy => row

export const ndpProxyOperations = attributeOperations(operation, NDP_PROXIES, {
  rules: ndpProxyRules,
  bulk: false,
  errors: { create: [404, 409] },
  visible: (ctx) => ownOr(ctx),
  missing: ndpProxyNotFound,
  async find({ tx }, id, visible, lock) {
    const row = await proxyRows.find(tx, id, visible, lock)
    return row && seen(row)
  },
  list: async ({ tx }, request) => (await proxyRows.list(tx, request)).map(seen),
  create: async (call, [posted]) => [await createProxy(call, posted!)],
  // Upstream counts a change that changes nothing, too.
  update: async ({ tx, env }, now, changes) =>
    seen(await proxyRows.change(tx, now as Row, changes, secondsNow(env.clock), true)),
  delete: ({ tx }, { id }) => proxyRows.remove(tx, [id]),
})
