/**
 * Namespaces of metadata definitions: what may be said of images, flavors, volumes and so on, put
 * together by who defined it. Everything else of the catalogue lies in one.
 */
import { conflict, forbidden, notFound, type Fault } from '../../../kernel/faults.ts'
import {
  boolean,
  columns,
  integer,
  text,
  type Condition,
} from '../../../kernel/lists/conditions.ts'
import type { RequestContext } from '../../../kernel/context.ts'
import type { StoredObject } from '../families/items.store.ts'
import type { PropertyTypes } from '../property-type.ts'
import type { Association } from '../resource-types/resource-types.store.ts'

export interface Namespace extends NamespaceValues {
  readonly id: number
  readonly created_at: string
  /** Null where nobody has made or changed it through the API. */
  readonly updated_at: string | null
}

/** Everything that lies in a namespace. */
export interface Contents {
  readonly associations: readonly Association[]
  readonly properties: PropertyTypes
  readonly objects: readonly StoredObject[]
  readonly tags: readonly string[]
}

/** What can be set of one, completed. */
export interface NamespaceValues {
  readonly namespace: string
  readonly display_name: string | null
  readonly description: string | null
  readonly visibility: string
  /** 0 or 1: while it is 1, neither the namespace nor what lies in it can be deleted. */
  readonly protected: number
  /** A project, or whatever else an administrator wrote. */
  readonly owner: string
}

/** What lists can be sorted by; of names the case does not count. */
export const NAMESPACE_COLUMNS = columns({
  id: integer(),
  namespace: text({ stored: 'key' }),
  display_name: text({ nullable: true }),
  description: text({ nullable: true }),
  visibility: text(),
  protected: boolean(),
  owner: text(),
  created_at: text(),
  updated_at: text({ nullable: true }),
})

/** What the policy sees of it. */
export function factsOf({ owner, visibility }: Pick<Namespace, 'owner' | 'visibility'>) {
  return { project_id: owner, visibility }
}

export function isVisible({ visibility, owner }: Namespace, ctx: RequestContext): boolean {
  return ctx.isAdmin || visibility === 'public' || owner === ctx.token.projectId
}

/** The same for lists. */
export function visibleTo(ctx: RequestContext): Condition[] {
  if (ctx.isAdmin) return []
  const own = { kind: 'in', column: 'owner', values: [ctx.token.projectId ?? ''] } as const
  return [{ kind: 'any', of: [{ kind: 'in', column: 'visibility', values: ['public'] }, own] }]
}

/** In the words of lists, of the namespace itself, and of its objects. */
export function noSuchNamespace(name: string): Fault {
  return notFound(`Metadata definition namespace=${name} was not found.`)
}

/** In those of changes, and of all else that lies in one. */
export function namespaceNotFound(name: string): Fault {
  return notFound(`Namespace ${name} not found`)
}

/** Of a marker alone: nobody says that the namespace is not there. */
export function notVisible(name: string): Fault {
  return forbidden(`Forbidding request, metadata definition namespace=${name} is not visible.`)
}

export function namespaceTaken(name: string): Fault {
  return conflict(`The metadata definition namespace=${name} already exists.`)
}

export function takenByAnother(name: string): Fault {
  return conflict(
    'Invalid update. It would result in a duplicate metadata definition namespace with the same ' +
      `name of ${name}`,
  )
}

/** @throws 403 where it must not be deleted, nor all that it has of one kind */
export function refuseProtected(namespace: Namespace): void {
  if (namespace.protected === 0) return
  throw forbidden(
    `Metadata definition namespace ${namespace.namespace} is protected and cannot be deleted.`,
  )
}

export function addressOf(name: string): string {
  return `/v2/metadefs/namespaces/${name}`
}
