/** Bodies that say what consumers shall have. Source: placement/schemas/allocation.py. */
import { Type as T, type TSchema, type TUnsafe } from 'typebox'
import { since, type Shape } from '../../kernel/operation.ts'
import { CLASS_NAME, INTEGER, UUID, UUID_KEY } from '../schemas.ts'

type Resources = Readonly<Record<string, number>>

/** What a body says of one consumer, at any microversion. */
export interface AllocationsBody {
  readonly allocations:
    | readonly {
        readonly resource_provider: { readonly uuid: string }
        readonly resources: Resources
      }[]
    | Readonly<Record<string, { readonly resources: Resources }>>
  readonly project_id?: string
  readonly user_id?: string
  readonly consumer_generation?: number | null
  readonly consumer_type?: string
}

const RESOURCES = {
  type: 'object',
  minProperties: 1,
  patternProperties: { [CLASS_NAME]: { type: 'integer', minimum: 1 } },
  additionalProperties: false,
}

const LISTED = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    properties: {
      resource_provider: {
        type: 'object',
        properties: { uuid: UUID },
        additionalProperties: false,
        required: ['uuid'],
      },
      resources: RESOURCES,
    },
    required: ['resource_provider', 'resources'],
    additionalProperties: false,
  },
}

const ID = { type: 'string', minLength: 1, maxLength: 255 }
const OWNER = { project_id: ID, user_id: ID }

/** @param minProperties 0: a consumer may be left with nothing */
const byProvider = (minProperties: 0 | 1) => ({
  type: 'object',
  minProperties,
  patternProperties: {
    [UUID_KEY]: {
      type: 'object',
      properties: { generation: INTEGER, resources: RESOURCES },
      required: ['resources'],
      additionalProperties: false,
    },
  },
  additionalProperties: false,
})

const GENERATION = {
  consumer_generation: { type: ['integer', 'null'], additionalProperties: false },
}
const MAPPINGS = {
  mappings: {
    type: 'object',
    minProperties: 1,
    patternProperties: {
      '[a-zA-Z0-9_-]{1,64}': { type: 'array', minItems: 1, items: UUID },
    },
  },
}
const TYPE = {
  consumer_type: { type: 'string', pattern: CLASS_NAME, minLength: 1, maxLength: 255 },
}

type OneConsumer = TUnsafe<AllocationsBody>

const listed = (more: object, required: readonly string[]): OneConsumer =>
  T.Unsafe<AllocationsBody>({
    type: 'object',
    properties: { allocations: LISTED, ...more },
    required: ['allocations', ...required],
    additionalProperties: false,
  })

function keyed(minProperties: 0 | 1, more: object = {}, required: readonly string[] = []) {
  return T.Unsafe<AllocationsBody>({
    type: 'object',
    properties: { allocations: byProvider(minProperties), ...OWNER, ...more },
    additionalProperties: false,
    required: ['allocations', 'project_id', 'user_id', ...required],
  })
}

const V1_13 = keyed(0)
const V1_28 = keyed(0, GENERATION, ['consumer_generation'])
const V1_34 = keyed(0, { ...GENERATION, ...MAPPINGS }, ['consumer_generation'])
const V1_38 = keyed(0, { ...GENERATION, ...MAPPINGS, ...TYPE }, [
  'consumer_generation',
  'consumer_type',
])

export const ONE_CONSUMER: Shape<AllocationsBody> = since({
  '1.0': listed({}, []),
  '1.8': listed(OWNER, ['project_id', 'user_id']),
  '1.12': keyed(1),
  '1.28': V1_28,
  '1.34': V1_34,
  '1.38': V1_38,
})

export type SeveralBody = Readonly<Record<string, AllocationsBody>>

/** By the uuid of the consumer. @param minProperties 0 where other things are asked for beside */
const several = (each: TSchema, minProperties: 0 | 1) =>
  T.Unsafe<SeveralBody>({
    type: 'object',
    minProperties,
    additionalProperties: false,
    patternProperties: { [UUID_KEY]: each },
  })

export const SEVERAL_CONSUMERS = since({
  '1.13': several(V1_13, 1),
  '1.28': several(V1_28, 1),
  '1.34': several(V1_34, 1),
  '1.38': several(V1_38, 1),
})

/** What the reshaper takes beside inventories, by microversion. */
export const RESHAPED_CONSUMERS = {
  '1.30': several(V1_28, 0),
  '1.34': several(V1_34, 0),
  '1.38': several(V1_38, 0),
} as const
