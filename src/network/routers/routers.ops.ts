import { attributeOperations } from '../../kernel/attributes/operations.ts'
import { operation } from '../operation.ts'
import { completedRouters } from './completed-routers.usecase.ts'
import { createRouter } from './create-router.usecase.ts'
import { deleteRouter } from './delete-router.usecase.ts'
import { gatewayOperations } from './external-gateways.ops.ts'
import { foundRouters } from './found-routers.usecase.ts'
import { interfaceOperations } from './interfaces.ops.ts'
import { routeOperations } from './routes.ops.ts'
import { routerRows } from './routers.store.ts'
import { ROUTERS } from './routers.table.ts'
import type { Router } from './routers.ts'
import { updateRouter } from './update-router.usecase.ts'

export const routerOperations = [
  ...attributeOperations(operation, ROUTERS, {
    ...foundRouters,
    bulk: false,
    paging: 'strict',
    errors: [404, 409],
    list: async ({ tx }, request) => completedRouters(tx, await routerRows.list(tx, request)),
    create: async (call, [posted]) => [await createRouter(call, posted!)],
    update: (call, now, changes) => updateRouter(call, now as Router, changes),
    delete: (call, now) => deleteRouter(call, now as Router),
  }),
  ...interfaceOperations,
  ...routeOperations,
  ...gatewayOperations,
]
