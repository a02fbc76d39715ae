/**
 * What `GET /allocation_candidates` asks for: groups of resources, told apart by the suffixes of their
 * parameters. Source: placement/lib.py.
 */
import { version, type Version } from '../../kernel/microversion.ts'
import { repr } from '../../kernel/python.ts'
import { CODES, refusal } from '../faults.ts'
import type { Parameters } from '../lists.ts'
import { aggregatesAsked, type AggregatesAsked } from '../requests/aggregates.ts'
import { resourcesAsked, type Amounts } from '../requests/resources.ts'
import { rootTraitsAsked, traitsAsked, type TraitsAsked } from '../requests/traits.ts'
import { isUuidLike } from '../../kernel/formats.ts'

export interface Group {
  /** Empty for the group whose resources may come from several providers of a tree. */
  readonly suffix: string
  readonly resources: Amounts
  readonly traits: TraitsAsked
  readonly aggregates: AggregatesAsked
  /** Any provider of the tree. */
  readonly inTree: string | undefined
}

export interface CandidateRequest {
  readonly groups: readonly Group[]
  readonly limit: number | undefined
  /** `isolate`: no two groups with a suffix from one provider. */
  readonly groupPolicy: 'none' | 'isolate' | undefined
  /** Of the root of the tree. */
  readonly rootTraits: TraitsAsked
  /** Suffixes of groups whose providers hang below one of them. */
  readonly sameSubtrees: readonly ReadonlySet<string>[]
}

const FORBIDDEN_TRAITS = version('1.22')
const WORDS_AS_SUFFIXES = version('1.33')
const SUBTREES = version('1.36')

const KEY = /^(resources|required|member_of|in_tree)([1-9][0-9]*)?$/
const KEY_WITH_WORDS = /^(resources|required|member_of|in_tree)([a-zA-Z0-9_-]{1,64})?$/

/** @throws 400 */
export function candidateRequest(parameters: Parameters, asOf: Version): CandidateRequest {
  const [limit] = parameters.all('limit')
  const [policy] = parameters.all('group_policy')
  const rootTraits = rootTraitsOf(parameters)
  const sameSubtrees = subtreesOf(parameters)
  const groups = groupsOf(parameters, asOf)
  if (asOf >= SUBTREES) refuseSubtrees(groups, sameSubtrees)
  else refuseOrphans(groups)
  if (asOf >= FORBIDDEN_TRAITS) refuseConflicts(groups)
  const groupPolicy = policy as CandidateRequest['groupPolicy']
  if (groupPolicy === undefined && groups.filter(({ suffix }) => suffix !== '').length > 1) {
    throw refusal(
      400,
      'The "group_policy" parameter is required when specifying more than one "resources{N}" parameter.',
    )
  }
  const most = limit === undefined ? undefined : Math.min(Number(limit), Number.MAX_SAFE_INTEGER)
  return { groups, limit: most, groupPolicy, rootTraits, sameSubtrees }
}

function groupsOf(parameters: Parameters, asOf: Version): Group[] {
  const pattern = asOf >= WORDS_AS_SUFFIXES ? KEY_WITH_WORDS : KEY
  const suffixes = new Set<string>()
  for (const name of parameters.names) {
    const match = pattern.exec(name)
    if (match !== null) suffixes.add(match[2] ?? '')
  }
  return [...suffixes].map((suffix) => {
    const values = (name: string): readonly string[] => parameters.all(name + suffix)
    const resources = values('resources').at(-1)
    return {
      suffix,
      resources: resources === undefined ? new Map() : resourcesAsked(resources),
      traits: traitsAsked(values('required'), asOf),
      aggregates: aggregatesAsked(values('member_of'), suffix, asOf),
      inTree: treeAsked(values('in_tree').at(-1)),
    }
  })
}

function treeAsked(value: string | undefined): string | undefined {
  if (value === undefined || isUuidLike(value.trim())) return value?.trim()
  throw refusal(
    400,
    `Invalid query string parameters: Expected 'in_tree' parameter to be a format of uuid. Got: ${value}`,
  )
}

function rootTraitsOf(parameters: Parameters): TraitsAsked {
  const values = parameters.all('root_required')
  if (values.length > 1) {
    throw refusal(400, "Query parameter 'root_required' may be specified only once.", {
      type: CODES.duplicateParameter,
    })
  }
  if (values.length === 0) return { required: [], forbidden: new Set() }
  const asked = rootTraitsAsked(values[0]!)
  const conflicts = asked.required
    .flatMap((one) => [...one])
    .filter((name) => asked.forbidden.has(name))
  if (conflicts.length > 0) {
    throw refusal(
      400,
      `Conflicting required and forbidden traits found in root_required: ${conflicts.join(', ')}`,
      { type: CODES.badParameter },
    )
  }
  return asked
}

function subtreesOf(parameters: Parameters): ReadonlySet<string>[] {
  return parameters.all('same_subtree').map((value) => {
    const suffixes = new Set(value.split(',').map((suffix) => suffix.trim()))
    if (!suffixes.has('')) return suffixes
    throw refusal(400, 'Empty string (unsuffixed group) can not be specified in `same_subtree` ', {
      type: CODES.badParameter,
    })
  })
}

/** Groups without resources are good for nothing but to be in a subtree. */
function refuseSubtrees(
  groups: readonly Group[],
  sameSubtrees: readonly ReadonlySet<string>[],
): void {
  const bare = groups.filter(({ resources }) => resources.size === 0).map(({ suffix }) => suffix)
  if (bare.length === groups.length) {
    throw refusal(400, 'There must be at least one resources or resources[$S] parameter.', {
      type: CODES.missingParameter,
    })
  }
  const named = new Set(sameSubtrees.flatMap((suffixes) => [...suffixes]))
  const type = CODES.badParameter
  const outside = bare.filter((suffix) => !named.has(suffix))
  if (outside.length > 0) {
    throw refusal(
      400,
      'Resourceless suffixed group request should be specified in `same_subtree` query param: bad ' +
        `group(s) - ${repr(outside)}.`,
      { type },
    )
  }
  const known = groups.map(({ suffix }) => suffix)
  const unknown = [...named].filter((suffix) => !known.includes(suffix))
  if (unknown.length > 0) {
    throw refusal(
      400,
      `Real suffixes should be specified in \`same_subtree\`: ${repr(unknown)} not found in ` +
        `${repr(known)}.`,
      { type },
    )
  }
}

function refuseOrphans(groups: readonly Group[]): void {
  const bare = groups.filter(({ resources }) => resources.size === 0)
  const named = (parameter: string, some: readonly Group[]): string =>
    some.map(({ suffix }) => parameter + suffix).join(', ')
  const traits = bare.filter((group) => group.traits.required.length > 0)
  if (traits.length > 0) {
    throw refusal(
      400,
      'All traits parameters must be associated with resources.  Found the following orphaned traits ' +
        `keys: ${named('required', traits)}`,
    )
  }
  const members = bare.filter(
    ({ aggregates }) => aggregates.required.length > 0 || aggregates.forbidden.size > 0,
  )
  if (members.length > 0) {
    throw refusal(
      400,
      'All member_of parameters must be associated with resources. Found the following orphaned ' +
        `member_of keys: ${named('member_of', members)}`,
    )
  }
  if (bare.length > 0) throw refusal(400, 'All request groups must specify resources.')
  if (groups.length > 0) return
  throw refusal(400, 'At least one request group (`resources` or `resources{$S}`) is required.')
}

function refuseConflicts(groups: readonly Group[]): void {
  const conflicts = groups.flatMap(({ suffix, traits }) =>
    traits.required
      .filter((names) => names.isSubsetOf(traits.forbidden))
      .map((names) => `required${suffix}: (${[...names].sort().join(', ')})`),
  )
  if (conflicts.length === 0) return
  throw refusal(
    400,
    'Conflicting required and forbidden traits found in the following traits keys: ' +
      conflicts.sort().join(', '),
  )
}
