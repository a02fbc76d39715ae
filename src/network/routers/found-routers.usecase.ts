/** How routers are found, by their own operations and by what is done to them. */
import type { Caller } from '../caller.ts'
import type { Condition } from '../../kernel/lists/conditions.ts'
import type { Lock } from '../../kernel/target.ts'
import { routerNotFound } from '../faults.ts'
import type { NetworkCall } from '../operation.ts'
import { ownOr } from '../visibility.ts'
import { completedRouter } from './completed-routers.usecase.ts'
import { routerRules } from './routers.policies.ts'
import { routerRows } from './routers.store.ts'
import type { Router } from './routers.ts'

export const foundRouters = {
  rules: routerRules,
  visible: (ctx: Caller) => ownOr(ctx),
  missing: routerNotFound,
  async find(
    { tx }: NetworkCall,
    id: string,
    visible: readonly Condition[],
    lock: Lock | undefined,
  ): Promise<Router | undefined> {
    const row = await routerRows.find(tx, id, visible, lock)
    return row && completedRouter(tx, row)
  },
}
