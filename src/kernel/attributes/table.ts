/**
 * A resource as a table of its attributes, from which its operations, their schemas, validation,
 * filters, sort keys and fields are derived (`operations.ts`).
 */
import { Type as T, type TSchema } from 'typebox'
import { boolean, columns, integer, text, type Columns } from '../lists/conditions.ts'
import type { PolicyRule } from '../policy.ts'
import { nullable } from '../view.ts'
import type { AnyAttribute, Attribute, Filter } from './attribute.ts'

export type Attributes = Readonly<Record<string, AnyAttribute>>

type ValueOf<A> = A extends Attribute<infer V, infer _P> ? V : never

type PostedWith<A extends Attributes, P> = {
  [K in keyof A]: A[K] extends { readonly presence?: infer Q }
    ? [Exclude<Q, undefined>] extends [P]
      ? K
      : never
    : never
}[keyof A]

/** What a POST is read into: converted, and defaults filled in. */
export type Posted<A extends Attributes> = {
  readonly [K in PostedWith<A, 'always'>]: ValueOf<A[K]>
} & { readonly [K in PostedWith<A, 'maybe'>]?: ValueOf<A[K]> }

/** What a PUT is read into. */
export type Changes<A extends Attributes> = { readonly [K in keyof A]?: ValueOf<A[K]> }

/** The resource with all that answers may show of it: what its store returns. */
export type Item<A extends Attributes> = {
  readonly [K in keyof A]: ValueOf<A[K]> | (A[K] extends { readonly nullable: true } ? null : never)
}

export interface AttributeTable<A extends Attributes = Attributes> {
  /** The root key of one, `network`. */
  readonly resource: string
  /** The root key of several: `security_groups`. */
  readonly collection: string
  /** Where they are, beneath their parent if they have one: `/security-groups`. */
  readonly path: string
  /** In the order in which they are checked and shown; the owner under both of its names. */
  readonly attributes: ReadonlyMap<string, AnyAttribute>
  /** By attribute: the alias of the extension that brings it. */
  readonly extensions: ReadonlyMap<string, string>
  /** What lists filter and sort by. */
  readonly columns: Columns
  /** Filters that are no attributes, of texts as they are sent. */
  readonly filters: ReadonlyMap<string, Filter>
  /**
   * It is served by the core's newer code (networks, subnets, ports, local IPs, NDP proxies, ranges
   * of segments), which treats bodies and queries otherwise than plug-ins do.
   */
  readonly isCore: boolean
  /** The name by which the owner is checked and refused. */
  readonly owner: typeof OWNER | typeof OLD_OWNER
  /** Answers show the owner by its old name too. */
  readonly showsOldOwner: boolean
  /** Judges what has to be judged and has no rule of its own: oslo.policy's `default`. */
  readonly fallback: PolicyRule | undefined
  /** Only for inference; never set. */
  readonly declared?: A
}

/** The owner of a resource has two names, which always say the same. */
export const OWNER = 'project_id'
export const OLD_OWNER = 'tenant_id'

interface Named {
  readonly resource: string
  readonly collection: string
  /** Where they are, if not at `/<collection>`. */
  readonly path?: string
  /** The alias of the extension that brings the attributes. */
  readonly extension: string
  readonly isCore?: boolean
  /** By which of its names the owner is checked and refused: the old one unless told. */
  readonly owner?: typeof OWNER | typeof OLD_OWNER
  /** True unless told. */
  readonly showsOldOwner?: boolean
  /** See `AttributeTable`. */
  readonly fallback?: PolicyRule | undefined
}

export function attributeTable<A extends Attributes>(
  { extension, ...named }: Named,
  attributes: A,
): AttributeTable<A> {
  const { resource, collection, path = `/${collection}`, fallback } = named
  const { isCore = false, owner = OLD_OWNER, showsOldOwner = true } = named
  const extensions = new Map(Object.keys(attributes).map((name) => [name, extension]))
  const filters = new Map<string, Filter>()
  const described = { resource, collection, path, isCore, owner, showsOldOwner, fallback }
  return tableOf({ ...described, extensions, filters }, attributes)
}

/**
 * The table with attributes that an extension adds, or puts in the place of others.
 * @param filters what it lets lists be filtered by that is no attribute
 */
export function extended<A extends Attributes, B extends Attributes>(
  table: AttributeTable<A>,
  extension: string,
  added: B,
  filters: Readonly<Record<string, Filter>> = {},
): AttributeTable<Omit<A, keyof B> & B> {
  const attributes = { ...Object.fromEntries(table.attributes), ...added }
  const extensions = new Map(table.extensions)
  for (const name of Object.keys(added)) extensions.set(name, extension)
  const all = new Map([...table.filters, ...Object.entries(filters)])
  return tableOf({ ...table, extensions, filters: all }, attributes)
}

function tableOf<A extends Attributes>(
  described: Omit<AttributeTable, 'attributes' | 'columns' | 'declared'>,
  declared: Attributes,
): AttributeTable<A> {
  const attributes = new Map(
    Object.entries(declared).map(([name, one]) => {
      const isOwner = name === OWNER || name === OLD_OWNER
      if (!isOwner) return [name, one] as const
      return [described.owner, { ...one, stored: one.stored ?? OWNER }] as const
    }),
  )
  const owner = attributes.get(described.owner)
  // The other name comes last, and is not set again where it is there already.
  if (owner !== undefined) attributes.set(OWNER, owner).set(OLD_OWNER, owner)
  if (described.fallback === undefined) requireRules(attributes)
  return { ...described, attributes, columns: columnsOf(attributes) }
}

/** @throws TypeError where an attribute would be judged by a rule that is not declared */
function requireRules(attributes: ReadonlyMap<string, AnyAttribute>): void {
  for (const [name, { judged, posting, put, rules }] of attributes) {
    const isJudged = (rules.post || posting === undefined) && (rules.put || !put)
    if (judged && !isJudged) throw new TypeError(`a rule for ${name} is missing, or a fallback`)
  }
}

const COLUMNS = { text, integer, boolean }

/** @throws TypeError where a list cannot filter or sort by an attribute that says so */
function columnsOf(attributes: ReadonlyMap<string, AnyAttribute>): Columns {
  const listed = [...attributes].filter(([, { filter, sort }]) => filter !== false || sort)
  const declared = listed.flatMap(([name, attribute]) => {
    const kind = attribute.converter?.column ?? attribute.type?.column
    if (kind === undefined) {
      // A filter that makes a condition may ask another table.
      if (typeof attribute.filter === 'function' && !attribute.sort) return []
      throw new TypeError(`no column can hold the attribute ${name}`)
    }
    const { stored = name, sort, filter } = attribute
    const isNullable = attribute.nullable || takesNull(attribute)
    const column = COLUMNS[kind]({ stored, sort, filter: filter === true, nullable: isNullable })
    return [[name, column] as const]
  })
  return columns(Object.fromEntries(declared))
}

function takesNull({ type }: AnyAttribute): boolean {
  try {
    return type?.reason(null) === undefined
  } catch {
    return false
  }
}

/** What answers show of an attribute. */
export function shownSchema(attribute: AnyAttribute): TSchema {
  const { shows, converter, type, nullable: orNull } = attribute
  const schema = shows ?? converter?.gives ?? type?.schema ?? T.Unknown()
  return orNull ? nullable(schema) : schema
}

/** What clients may send for it. */
export function sentSchema({ converter, type }: AnyAttribute): TSchema {
  return converter?.takes ?? type?.schema ?? T.Unknown()
}
