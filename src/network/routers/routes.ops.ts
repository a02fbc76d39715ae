import { Type as T } from 'typebox'
import { memberAction } from '../../kernel/attributes/member-action.ts'
import { invalidRequest } from '../../kernel/attributes/refusals.ts'
import { hostRoutes, type HostRoute } from '../../kernel/attributes/types.ts'
import { isDict } from '../../kernel/attributes/types/structures.ts'
import { cidrText, parseNetwork } from '../../kernel/ip/cidr.ts'
import { invalidNetwork } from '../faults.ts'
import { operation } from '../operation.ts'
import { foundRouters } from './found-routers.usecase.ts'
import { actionRule } from './routers.policies.ts'
import { ROUTERS } from './routers.table.ts'
import type { Router } from './routers.ts'
import { WHOLE_ROUTER, wholeRouter } from './routers.view.ts'
import { withoutRoutes, withRoutes } from './routes.ts'
import { updateRouter } from './update-router.usecase.ts'

const ROUTE = T.Object({ destination: T.String(), nexthop: T.String() })

interface RouteAction {
  readonly name: string
  readonly summary: string
  readonly errors: readonly number[]
  changed(old: readonly HostRoute[], named: readonly HostRoute[]): HostRoute[]
}

function routeOperation({ name, summary, errors, changed }: RouteAction) {
  return memberAction(operation, ROUTERS, foundRouters, {
    ...{ name, method: 'PUT', summary, rule: actionRule(name, `${summary}.`) },
    body: T.Object({ router: T.Object({ routes: T.Array(ROUTE) }) }),
    response: WHOLE_ROUTER,
    errors,
    async handle(call, now, body) {
      const routes = changed((now as Router).routes, namedRoutes(body))
      const router = await updateRouter(call, now as Router, { routes })
      return wholeRouter(router, call.ctx)
    },
  })
}

/** Host bits of a destination are let pass here. @throws Fault 400 */
function namedRoutes(body: unknown): readonly HostRoute[] {
  const sent = isDict(body) ? body['router'] : undefined
  if (!isDict(sent)) throw invalidRequest("Unable to find 'router' in request body")
  const { routes } = sent
  if (Array.isArray(routes)) routes.forEach(checkDestination)
  const reason = hostRoutes().reason(masked(routes))
  if (reason !== undefined) throw invalidRequest(`Invalid input for routes. Reason: ${reason}.`)
  return routes as readonly HostRoute[]
}

function checkDestination(route: unknown): void {
  const destination = isDict(route) ? route['destination'] : undefined
  if (typeof destination !== 'string' || parseNetwork(destination) !== undefined) return
  throw invalidNetwork(destination)
}

/** The same with the prefixes of destinations alone. */
function masked(routes: unknown): unknown {
  if (!Array.isArray(routes)) return routes
  return routes.map((route: unknown) => {
    const destination = isDict(route) ? route['destination'] : undefined
    if (typeof destination !== 'string') return route
    return { ...(route as object), destination: cidrText(parseNetwork(destination)!.cidr) }
  })
}

export const routeOperations = [
  routeOperation({
    name: 'add_extraroutes',
    summary: 'Add routes to a router',
    errors: [409],
    changed: withRoutes,
  }),
  routeOperation({
    name: 'remove_extraroutes',
    summary: 'Take routes from a router',
    errors: [],
    changed: withoutRoutes,
  }),
]
