/** The parameters of the call, by microversion. Source: placement/schemas/allocation_candidate.py. */
import { Type as T, type TSchema } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { placementQuery } from '../lists.ts'
import { object, TEXT } from '../schemas.ts'
import { candidateRequest, type CandidateRequest } from './request.ts'

const LIMIT = T.Unsafe({
  type: ['integer', 'string'],
  pattern: '^[1-9][0-9]*$',
  minimum: 1,
  minLength: 1,
})
const TRAITS = T.Unsafe({ type: ['string'] })
const POLICY = T.Unsafe({ type: 'string', enum: ['none', 'isolate'] })

const V1_16 = { resources: TEXT, limit: LIMIT }
const V1_17 = { ...V1_16, required: TRAITS }
const GROUPED = { limit: LIMIT, group_policy: POLICY }

const NUMBER = '[1-9][0-9]*'
const WORD = '[a-zA-Z0-9_-]{1,64}'

/** Parameters with a suffix, or without one. */
function grouped(
  properties: Readonly<Record<string, TSchema>>,
  names: readonly string[],
  suffix: string,
): TSchema {
  const patterns = names.map((name) => [`^${name}(${suffix})?$`, TEXT] as const)
  return T.Unsafe({
    type: 'object',
    properties,
    additionalProperties: false,
    patternProperties: Object.fromEntries(patterns),
  })
}

const IN_TREE = ['resources', 'required', 'member_of', 'in_tree']

const SHAPE = since({
  '1.10': object({ resources: TEXT }, ['resources']),
  '1.16': object(V1_16, ['resources']),
  '1.17': object(V1_17, ['resources']),
  '1.21': object({ ...V1_17, member_of: TRAITS }, ['resources']),
  '1.25': grouped(GROUPED, ['resources', 'required', 'member_of'], NUMBER),
  '1.31': grouped(GROUPED, IN_TREE, NUMBER),
  '1.33': grouped(GROUPED, IN_TREE, WORD),
  '1.35': grouped({ ...GROUPED, root_required: TRAITS }, IN_TREE, WORD),
  '1.36': grouped({ ...GROUPED, root_required: TRAITS, same_subtree: TRAITS }, IN_TREE, WORD),
})

export const CANDIDATES = placementQuery<CandidateRequest>(SHAPE, candidateRequest)
