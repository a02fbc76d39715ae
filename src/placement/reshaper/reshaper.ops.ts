import { Type as T, type TUnsafe } from 'typebox'
import { since } from '../../kernel/operation.ts'
import { NotAllocated } from '../allocations/allocation.ts'
import { RESHAPED_CONSUMERS, type SeveralBody } from '../allocations/allocations.schemas.ts'
import { wantedOfAll } from '../allocations/wanted.ts'
import { CODES, refusal } from '../faults.ts'
import { inventoryOf } from '../inventories/inventory.ts'
import { ALL_INVENTORIES, type InventoriesAsked } from '../inventories/inventories.schemas.ts'
import { NotReplaced } from '../inventories/inventories.usecase.ts'
import { operation } from '../operation.ts'
import { UUID_KEY } from '../schemas.ts'
import { RESHAPE } from './reshaper.policies.ts'
import { reshape } from './reshaper.usecase.ts'

interface ReshapeBody {
  /** By the uuid of the provider. */
  readonly inventories: Readonly<Record<string, InventoriesAsked>>
  readonly allocations: SeveralBody
}

/** Source: placement/schemas/reshaper.py. */
const body = (allocations: TUnsafe<SeveralBody>): TUnsafe<ReshapeBody> =>
  T.Unsafe<ReshapeBody>({
    type: 'object',
    properties: {
      inventories: {
        type: 'object',
        patternProperties: { [UUID_KEY]: ALL_INVENTORIES },
        minProperties: 1,
        additionalProperties: false,
      },
      allocations,
    },
    required: ['inventories', 'allocations'],
    additionalProperties: false,
  })

export const reshaperOperation = operation({
  id: 'reshaper.reshape',
  method: 'POST',
  path: '/reshaper',
  versions: ['1.30'],
  summary: 'Move inventories and what is allocated of them at once',
  policy: RESHAPE,
  body: since({
    '1.30': body(RESHAPED_CONSUMERS['1.30']),
    '1.34': body(RESHAPED_CONSUMERS['1.34']),
    '1.38': body(RESHAPED_CONSUMERS['1.38']),
  }),
  success: 204,
  response: { 204: null },
  errors: [400, 403, 409, 415],
  async handle({ tx, env, body: { inventories, allocations } }) {
    const all = Object.entries(inventories).map(([uuid, asked]) => ({
      uuid,
      generation: asked.resource_provider_generation,
      inventories: Object.entries(asked.inventories).map(([name, one]) => inventoryOf(name, one)),
    }))
    try {
      await reshape(tx, env, all, wantedOfAll(allocations))
    } catch (error) {
      throw inWordsOfReshaper(error)
    }
  },
})

/** Source: placement/handlers/reshaper.py (reshape). */
function inWordsOfReshaper(error: unknown): unknown {
  if (!(error instanceof NotReplaced) && !(error instanceof NotAllocated)) return error
  const { reason, message } = error
  switch (reason) {
    case 'unknown class':
      return refusal(400, `malformed reshaper data: ${message}`)
    case 'in use':
      return refusal(409, `update conflict: ${message}`, { type: CODES.inventoryInUse })
    case 'no room':
      return refusal(409, `Unable to allocate inventory: ${message}`)
  }
}
