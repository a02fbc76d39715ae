import { checkDemandedRevision } from '../kernel/attributes/revisions.ts'
import type { RequestContext } from '../kernel/context.ts'
import type { Operation } from '../kernel/operation.ts'

/** What describes the API, and is no collection. */
const NO_COLLECTION = /^\/(extensions(\/.*)?)?$/

/**
 * A revision that is demanded must be one, of whatever has none too. Source: openstack/neutron
 * neutron/pecan_wsgi/hooks/query_parameters.py (_process_if_match_headers).
 * @throws Fault 400
 */
export function checkHeaders({ path }: Operation, ctx: RequestContext): void {
  if (!NO_COLLECTION.test(path)) checkDemandedRevision(ctx)
}
