import type { RequestContext } from '../kernel/context.ts'
import { accepts } from '../kernel/webob-pages.ts'
import { refusal } from './faults.ts'

/** Refuses who takes no JSON. Source: placement/util.py (check_accept). @throws 406 */
export function onlyJson({ ctx }: { readonly ctx: RequestContext }): void {
  if (accepts(ctx.headers.accept, 'application/json')) return
  throw refusal(406, 'Only application/json is provided')
}
