/** Bodies of limits, in the words of Keystone (keystone/limit/schema.py). */
import { Type as T } from 'typebox'
import { closed, nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import { DESCRIPTION, NAME, NULLABLE_ID, oddNamesFirst, upstream } from '../schemas.ts'

const AMOUNT = { type: 'integer', minimum: -1, maximum: 0x7f_ff_ff_ff }
const SERVICE_ID = { type: 'string', format: 'uuid' }
const REGION_ID = { type: ['string', 'null'], minLength: 1, maxLength: 255 }

const REGISTERED_PROPERTIES = {
  service_id: SERVICE_ID,
  region_id: REGION_ID,
  resource_name: NAME,
  default_limit: AMOUNT,
  description: DESCRIPTION,
}

export interface NewRegisteredLimit {
  readonly service_id: string
  readonly region_id?: string | null
  readonly resource_name: string
  readonly default_limit: number
  readonly description?: string | null
}

export const NEW_REGISTERED_LIMITS = closed({
  registered_limits: upstream<NewRegisteredLimit[]>({
    type: 'array',
    items: {
      type: 'object',
      properties: REGISTERED_PROPERTIES,
      additionalProperties: false,
      required: ['service_id', 'resource_name', 'default_limit'],
    },
    minItems: 1,
  }),
})

export const REGISTERED_LIMIT_CHANGES = oddNamesFirst(
  closed({
    registered_limit: upstream<Partial<NewRegisteredLimit>>({
      type: 'object',
      properties: REGISTERED_PROPERTIES,
      additionalProperties: false,
    }),
  }),
)

export interface NewLimit {
  readonly project_id?: string | null
  readonly domain_id?: string | null
  readonly resource_name: string
  readonly region_id?: string | null
  readonly service_id: string
  readonly resource_limit: number
  readonly description?: string | null
}

const REQUIRED = ['service_id', 'resource_name', 'resource_limit']

export const NEW_LIMITS = closed({
  limits: upstream<NewLimit[]>({
    type: 'array',
    items: {
      type: 'object',
      properties: {
        project_id: NULLABLE_ID,
        domain_id: NULLABLE_ID,
        resource_name: NAME,
        region_id: REGION_ID,
        service_id: SERVICE_ID,
        resource_limit: AMOUNT,
        description: DESCRIPTION,
      },
      required: REQUIRED,
      oneOf: ['domain_id', 'project_id'].map((owner) => ({ required: [...REQUIRED, owner] })),
      additionalProperties: false,
    },
    minItems: 1,
  }),
})

export const LIMIT_CHANGES = oddNamesFirst(
  closed({
    limit: upstream<{ resource_limit?: number; description?: string | null }>({
      type: 'object',
      properties: { resource_limit: AMOUNT, description: DESCRIPTION },
      additionalProperties: false,
    }),
  }),
)

const TEXT = nullable(T.String())

export const REGISTERED_LIMIT = T.Object({
  id: T.String(),
  service_id: T.String(),
  region_id: TEXT,
  resource_name: T.String(),
  default_limit: T.Integer(),
  description: TEXT,
  links: SELF,
})

export const LIMIT = T.Object({
  id: T.String(),
  project_id: TEXT,
  domain_id: TEXT,
  resource_limit: T.Integer(),
  description: TEXT,
  service_id: T.String(),
  region_id: TEXT,
  resource_name: T.String(),
  links: SELF,
})
