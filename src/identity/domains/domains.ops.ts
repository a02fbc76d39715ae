import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { boolean, columns, text } from '../../kernel/lists/conditions.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { collectionOf, pagedCollection } from '../collections.ts'
import { missing } from '../faults.ts'
import { keystoneList } from '../lists.ts'
import { BODY_FIRST, operation, target } from '../operation.ts'
import { FLAG_TEXT, SHORT_NAME } from '../schemas.ts'
import { ADMIN_OR_SYSTEM_READER, ANY_SCOPE, adminsRule, identityRule } from '../base-rules.ts'
import { DOMAIN_CHANGES, NEW_DOMAIN } from '../projects/projects.schemas.ts'
import {
  domainsWithin,
  findDomain,
  listPlaces,
  tagsOf,
  type ProjectRow,
} from '../projects/projects.store.ts'
import { DOMAIN, renderDomain } from '../projects/projects.view.ts'
import { changePlace, createPlace, deletePlace } from '../projects/projects.usecase.ts'
import { named } from '../rows.store.ts'

const GET_DOMAIN = identityRule(
  'get_domain',
  `${ADMIN_OR_SYSTEM_READER} or token.domain.id:%(target.domain.id)s or ` +
    'token.project.domain.id:%(target.domain.id)s',
  ANY_SCOPE,
  'Show a domain.',
  'GET /v3/domains/{domain_id}',
)

const LIST_DOMAINS = identityRule(
  'list_domains',
  `${ADMIN_OR_SYSTEM_READER} or (role:reader and domain_id:%(target.domain.id)s)`,
  ANY_SCOPE,
  'List domains.',
  'GET /v3/domains',
)

const CREATE_DOMAIN = adminsRule('create_domain', 'Make a domain.', 'POST /v3/domains')

const UPDATE_DOMAIN = adminsRule(
  'update_domain',
  'Change a domain.',
  'PATCH /v3/domains/{domain_id}',
)

const DELETE_DOMAIN = adminsRule(
  'delete_domain',
  'Delete a domain.',
  'DELETE /v3/domains/{domain_id}',
)

export const DOMAIN_NAMED = named('domain_id', {
  table: 'identity_projects',
  find: findDomain,
  missing: (id) => missing('domain', id),
})

const domainSpec = {
  ...DOMAIN_NAMED,
  attributes: (row: ProjectRow | undefined, { domain_id: id }: { readonly domain_id: string }) => ({
    domain_id: id,
    target: row && { domain: { id } },
  }),
}

const domain = target({ ...domainSpec, whenMissing: 'last' })
/** Changing and deleting look for the domain before they ask the policy. */
const existingDomain = target(domainSpec)

export async function renderedDomains(tx: Tx, rows: readonly ProjectRow[], ctx: RequestContext) {
  const tags = await tagsOf(
    tx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => renderDomain(row, tags.get(row.id)!, ctx))
}

const ONE = closed({ domain: DOMAIN })

export const domainsOperations = [
  operation({
    id: 'domains.list',
    method: 'GET',
    path: '/domains',
    summary: 'List domains.',
    policy: LIST_DOMAINS,
    judgedOn: ({ ctx }) =>
      ctx.token.domainId === undefined ? {} : { target: { domain: { id: ctx.token.domainId } } },
    checks: BODY_FIRST,
    query: keystoneList(columns({ name: text(), enabled: boolean() }), {
      usual: true,
      byId: true,
      held: { enabled: FLAG_TEXT, name: SHORT_NAME },
    }),
    response: { 200: collectionOf('domains', DOMAIN) },
    errors: [400, 403],
    async handle({ tx, ctx, query }) {
      const rows = await listPlaces(tx, query, domainsWithin(ctx.token.domainId))
      return pagedCollection(ctx, 'domains', await renderedDomains(tx, rows, ctx), query)
    },
  }),

  operation({
    id: 'domains.create',
    method: 'POST',
    path: '/domains',
    summary: 'Make a domain.',
    policy: CREATE_DOMAIN,
    checks: BODY_FIRST,
    body: NEW_DOMAIN,
    success: 201,
    response: { 201: ONE },
    errors: [400, 403, 409],
    async handle({ tx, ctx, env, body }) {
      const { explicit_domain_id: explicit, ...asked } = body.domain
      if (explicit !== undefined && !/^[0-9a-f]{32}$/.test(explicit)) {
        throw badRequest('Domain ID does not conform to required UUID format.')
      }
      const { row, tags } = await createPlace(tx, explicit ?? env.ids.hex(), asked, null)
      return { domain: renderDomain(row, tags, ctx) }
    },
  }),

  operation({
    id: 'domains.show',
    method: 'GET',
    path: '/domains/{domain_id}',
    summary: 'Show a domain.',
    policy: GET_DOMAIN,
    target: domain,
    response: { 200: ONE },
    errors: [403, 404],
    async handle({ tx, ctx, target }) {
      const [item] = await renderedDomains(tx, [target], ctx)
      return { domain: item }
    },
  }),

  operation({
    id: 'domains.update',
    method: 'PATCH',
    path: '/domains/{domain_id}',
    summary: 'Change a domain. Disabling one ends the tokens of its users and projects.',
    policy: UPDATE_DOMAIN,
    target: existingDomain,
    checks: BODY_FIRST,
    body: DOMAIN_CHANGES,
    response: { 200: ONE },
    errors: [400, 403, 404, 409],
    async handle({ tx, ctx, target, body }) {
      const row = await changePlace(tx, target, body.domain, 'domain')
      const [item] = await renderedDomains(tx, [row], ctx)
      return { domain: item }
    },
  }),

  operation({
    id: 'domains.delete',
    method: 'DELETE',
    path: '/domains/{domain_id}',
    summary: 'Delete a disabled domain with all that is in it.',
    policy: DELETE_DOMAIN,
    target: existingDomain,
    success: 204,
    response: { 204: null },
    errors: [403, 404],
    async handle({ tx, env, target }) {
      await deletePlace(tx, env, target)
    },
  }),
]
