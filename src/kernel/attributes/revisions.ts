/**
 * Revisions: each change of a resource counts its `revision_number` up, and a client may hold a change
 * to the revision that it knows. Source: openstack/neutron neutron/services/revisions/revision_plugin.py,
 * neutron/pecan_wsgi/hooks/query_parameters.py (check_request_for_revision_constraint).
 */
import type { RequestContext } from '../context.ts'
import { preconditionFailed } from '../faults.ts'
import { integerFrom } from './integers.ts'
import { badPart } from './refusals.ts'
import type { AttributeTable } from './table.ts'

export const REVISION = 'revision_number'

const PREFIX = `${REVISION}=`
/** As webob finds them: tags in quotes, of which the weak ones never match. */
const TAGS = /(?:^|\s)(W\/)?"((?:\\"|.)*?)"/g

/**
 * The revision that `If-Match` demands; undefined where it demands none. Other tags do nothing.
 * @throws Fault 400
 */
export function demandedRevision({ headers }: RequestContext): number | undefined {
  const header = headers['if-match']
  if (header === undefined) return undefined
  const quoted = [...header.matchAll(TAGS)]
  const tags = quoted.length === 0 ? [header] : quoted.map(([, weak, tag]) => (weak ? '' : tag!))
  const demanded = tags.filter((tag) => tag.startsWith(PREFIX))
  if (demanded.length > 1) {
    throw badPart('if-match', 'Multiple revision_number etags are not supported.')
  }
  const [tag] = demanded
  if (tag === undefined) return undefined
  const revision = integerFrom(tag.slice(PREFIX.length))
  if (revision !== undefined) return revision
  throw badPart('if-match', `Revision number etag must be in the format of ${PREFIX}<int>`)
}

/** A service whose resources have revisions calls this as its `checkHeaders`. @throws Fault 400 */
export function checkDemandedRevision(ctx: RequestContext): void {
  demandedRevision(ctx)
}

/** Only what has revisions can be held to one. */
export function revisionErrors({ attributes }: Pick<AttributeTable, 'attributes'>): number[] {
  return attributes.has(REVISION) ? [412] : []
}

/**
 * Upstream looks at it when what was changed is written, so that other refusals come before it: call it
 * last, and the transaction undoes what was done.
 * @param now as it was found and locked, so that nobody else has changed it
 * @throws Fault 412
 */
export function requireRevision(ctx: RequestContext, now: object): void {
  const demanded = demandedRevision(ctx)
  const current = (now as Readonly<Record<string, unknown>>)[REVISION] as number | undefined
  if (demanded === undefined || current === undefined || demanded === current) return
  const message = `Constrained to ${demanded}, but current revision is ${current}`
  throw preconditionFailed(message, { type: 'RevisionNumberConstraintFailed' })
}
