/** Bodies of limits, in the words of Keystone (keystone/limit/schema.py). */
import { Type as T } from 'typebox'
import { nullable } from '../../kernel/view.ts'
import { SELF } from '../collections.ts'
import { open, upstream } from '../schemas.ts'

const AMOUNT = { type: 'integer', minimum: -1, maximum: 0x7f_ff_ff_ff }
const ID = { type: 'string', minLength: 1, maxLength: 64, pattern: '^[a-zA-Z0-9-]+$' }
const RESOURCE_NAME = { type: 'string', minLength: 1, maxLength: 255 }
const DESCRIPTION = { type: ['string', 'null'] }

const REGISTERED_PROPERTIES = {
  service_id: ID,
  region_id: { type: ['null', 'string'] },
  resource_name: RESOURCE_NAME,
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

export const NEW_REGISTERED_LIMITS = open({
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

export const REGISTERED_LIMIT_CHANGES = open({
  registered_limit: upstream<Partial<NewRegisteredLimit>>({
    type: 'object',
    properties: REGISTERED_PROPERTIES,
    additionalProperties: false,
  }),
})

export interface NewLimit {
  readonly project_id?: string
  readonly domain_id?: string
  readonly service_id: string
  readonly region_id?: string
  readonly resource_name: string
  readonly resource_limit: number
  readonly description?: string | null
}

function limitOf(owner: 'project_id' | 'domain_id') {
  return {
    properties: {
      service_id: ID,
      region_id: { type: 'string' },
      resource_name: RESOURCE_NAME,
      resource_limit: AMOUNT,
      description: DESCRIPTION,
      [owner]: ID,
    },
    required: [owner, 'service_id', 'resource_name', 'resource_limit'],
    additionalProperties: false,
  }
}

export const NEW_LIMITS = open({
  limits: upstream<NewLimit[]>({
    type: 'array',
    items: { type: 'object', oneOf: [limitOf('project_id'), limitOf('domain_id')] },
    minItems: 1,
  }),
})

export const LIMIT_CHANGES = open({
  limit: upstream<{ resource_limit?: number; description?: string | null }>({
    type: 'object',
    properties: { resource_limit: AMOUNT, description: DESCRIPTION },
    additionalProperties: false,
  }),
})

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
