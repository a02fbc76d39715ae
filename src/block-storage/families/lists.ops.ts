/**
 * The two lists of a resource: its items in brief, and below `/detail` with all there is to them.
 * Source: openstack/cinder cinder/api/v3/volumes.py (index, detail).
 */
import type { ListRequest } from '../../kernel/lists/request.ts'
import type { Input, Operation } from '../../kernel/operation.ts'
import type { PolicyRule } from '../../kernel/policy.ts'
import type { Query } from '../../kernel/query.ts'
import { many, type View } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { afterItems, COUNT } from '../lists.ts'
import { operation } from '../operation.ts'

interface Listed {
  readonly id: string
}

/** How items are read and shown in one of the lists. */
interface Form<Item> {
  readonly view: View<Item>
  page(tx: Tx, request: ListRequest): Promise<readonly Item[]>
}

export interface ListFamily<Brief extends Listed, Detailed extends Listed> {
  /** Begins the ids of the operations: `volumes`. */
  readonly resource: string
  /** For summaries: `volumes`. */
  readonly what: string
  readonly path: string
  /** What the items are called in the body: `volumes`. */
  readonly root: string
  readonly versions?: readonly [min: string, max?: string]
  readonly mounts?: readonly string[]
  readonly policy: PolicyRule
  /** Statuses of refusals; 400, 403, and 404 for a marker of nothing, unless told. */
  readonly errors?: readonly number[]
  /** @param collection where the list is, as its links name it: `volumes/detail` */
  query(collection: string): Query<ListRequest>
  readonly brief: Form<Brief>
  readonly detailed: Form<Detailed>
  /** Left out where nobody may ask how many there are on all pages. */
  count?(tx: Tx, request: ListRequest): Promise<number>
}

export function listOperations<Brief extends Listed, Detailed extends Listed>(
  family: ListFamily<Brief, Detailed>,
): Operation[] {
  const { resource, what, path, root, brief, detailed } = family
  return [
    operation({
      ...listing(family, brief),
      id: `${resource}.list`,
      path,
      summary: `List ${what}`,
      query: family.query(root),
    }),
    operation({
      ...listing(family, detailed),
      id: `${resource}.detail`,
      path: `${path}/detail`,
      summary: `List ${what} with details`,
      query: family.query(`${root}/detail`),
    }),
  ]
}

/** What both have in common. */
function listing<Item extends Listed>(
  {
    root,
    policy,
    versions,
    mounts,
    count,
    errors = [400, 403, 404],
  }: Omit<ListFamily<never, never>, 'brief' | 'detailed'>,
  { view, page }: Form<Item>,
) {
  return {
    method: 'GET',
    policy,
    ...(versions && { versions }),
    ...(mounts && { mounts }),
    response: { 200: many(root, view, count && COUNT) },
    errors: [...errors],
    async handle({ tx, ctx, query }: ListCall) {
      const items = await page(tx, query)
      const total = query.withCount ? await count?.(tx, query) : undefined
      return { [root]: view.list(items, ctx), ...afterItems(root, query, items, total) }
    },
  } as const
}

type ListCall = Pick<
  Input<unknown, unknown, ListRequest, undefined, undefined, 'read'>,
  'tx' | 'ctx' | 'query'
>
