/**
 * The vocabulary in which a resource is declared attribute by attribute, that of neutron-lib's API
 * definitions (`RESOURCE_ATTRIBUTE_MAP`).
 */
import type { TSchema } from 'typebox'
import type { RequestContext } from '../context.ts'
import type { Condition } from '../lists/conditions.ts'
import type { PolicyRule } from '../policy.ts'

/** What values may be: neutron-lib's `type:…`. More of them are made like those of `types/`. */
export interface AttributeType<out T = unknown> {
  readonly schema: TSchema
  /** How lists can filter and sort by it; undefined where they cannot. */
  readonly column: 'text' | 'integer' | 'boolean' | undefined
  /**
   * What is wrong with a value, in upstream's words without the full stop; undefined: nothing.
   * @throws Fault where upstream's refusal is another than that of attributes
   */
  reason(value: unknown): string | undefined
  /** A value that is right, with what is in it converted. */
  converted?(value: unknown): unknown
  /** The keys of a dictionary that has a rule for each, in the order in which they are judged. */
  readonly members?: readonly string[]
  /** The form in which equal values are equal texts. */
  normal?(text: string): string
  /** Only for inference; never set. */
  readonly value?: T
}

/** What is made of a value before its type is looked at: neutron-lib's `convert_to_…`. */
export interface Converter<out T = unknown> {
  /** What clients may send. */
  readonly takes: TSchema
  readonly gives: TSchema
  readonly column: AttributeType['column']
  /** @throws Fault InvalidInput */
  convert(value: unknown): unknown
  /** Only for inference; never set. */
  readonly value?: T
}

/** Undefined: clients may not set it when they create the resource. `optional` has no default. */
export type Posting = 'required' | 'optional' | { readonly default: unknown } | undefined

/** Whether what a POST is read into has the attribute. */
type Presence<P extends Posting> = P extends undefined
  ? 'never'
  : P extends 'optional'
    ? 'maybe'
    : 'always'

/**
 * What the values of a filter ask for, where it is not that a column has one of them.
 * @param ctx who asks, as what is shared depends on it
 * @throws Fault 400
 */
export type Filter = (values: readonly unknown[], ctx: RequestContext) => Condition

/** Rules for those who set or change members of a dictionary, or of dictionaries in a list. */
export type MemberRules = Readonly<Record<string, PolicyRule>>

export interface AttributeRules {
  /** Whoever sets it to another value than its default must fulfil this too. */
  readonly post?: PolicyRule
  /** Whoever changes it must fulfil this too. */
  readonly put?: PolicyRule
  /** Only those whom it allows see it. */
  readonly get?: PolicyRule
  /** And what is in it; members without a rule are judged by the fallback of the table. */
  readonly members?: { readonly post?: MemberRules; readonly put?: MemberRules }
}

interface AttributeOptions<T, P extends Posting, N extends boolean> {
  readonly type?: AttributeType<T>
  readonly convert?: Converter<T>
  /** What answers show, where it is not what clients may send. */
  readonly shows?: TSchema
  readonly post?: P
  /** Clients may change it. */
  readonly put?: boolean
  /** Answers show it; true unless told. */
  readonly visible?: boolean
  readonly rules?: AttributeRules
  /**
   * Who sets or changes it is judged (`enforce_policy`): where it has no rule for that, by the
   * fallback of the table. True where it has one.
   */
  readonly judged?: boolean
  /** A change that changes nothing is judged by what this is, too (`required_by_policy`). */
  readonly judgedUnchanged?: boolean
  /**
   * Changes are judged without what it is now (it is not `required_by_policy`): who sees an item by it
   * alone is told that there is none. False unless told.
   */
  readonly unseenByChanges?: boolean
  readonly filter?: boolean | Filter
  readonly sort?: boolean
  /** Filters compare it exactly, by index; others compare text in whatever case. */
  readonly exact?: boolean
  /** The column of the table, where it has another name. */
  readonly stored?: string
  /** Answers may show null, though clients may not send it. */
  readonly nullable?: N
}

export interface Attribute<
  out T = unknown,
  out P extends 'always' | 'maybe' | 'never' = never,
  out N extends boolean = boolean,
> {
  readonly type: AttributeType | undefined
  readonly converter: Converter | undefined
  readonly shows: TSchema | undefined
  readonly posting: Posting
  readonly put: boolean
  readonly visible: boolean
  readonly rules: AttributeRules
  readonly judged: boolean
  readonly judgedUnchanged: boolean
  readonly unseenByChanges: boolean
  readonly filter: boolean | Filter
  readonly sort: boolean
  readonly exact: boolean
  readonly stored: string | undefined
  readonly nullable: N
  /** Only for inference; never set. */
  readonly value?: T
  /** Only for inference; never set. */
  readonly presence?: P
}

/** An attribute of any kind. */
export type AnyAttribute = Attribute<unknown, 'always' | 'maybe' | 'never'>

export function attribute<
  T = unknown,
  const P extends Posting = undefined,
  const N extends boolean = false,
>(options: AttributeOptions<T, P, N>): Attribute<T, Presence<P>, N> {
  const { type, convert, post, put = false, visible = true, rules = {} } = options
  const { judged = rules.post !== undefined || rules.put !== undefined } = options
  const { judgedUnchanged = post === undefined || post === 'required' } = options
  const { filter = false, sort = false, exact = type?.normal !== undefined } = options
  const { shows, stored, nullable = false as N, unseenByChanges = false } = options
  return {
    type,
    converter: convert,
    shows,
    posting: post,
    put,
    visible,
    rules,
    judged,
    judgedUnchanged,
    unseenByChanges,
    filter,
    sort,
    exact,
    stored,
    nullable,
  }
}
