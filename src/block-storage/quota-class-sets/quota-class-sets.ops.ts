import { Type as T } from 'typebox'
import { notFound } from '../../kernel/faults.ts'
import { closed } from '../../kernel/view.ts'
import type { Tx } from '../../storage/database.ts'
import { MAX_INT } from '../integers.ts'
import { operation, target } from '../operation.ts'
import { classLimits, currentResources, setClassLimits } from '../quota-sets/limits.store.ts'
import { GET_CLASS, UPDATE_CLASS } from '../quota-sets/policies.ts'
import {
  limitsByName,
  refuseLongName,
  refuseUnknown,
  type QuotaResource,
} from '../quota-sets/quotas.ts'

const PATH = '/os-quota-class-sets/{quota_class_name}'

const LIMIT = T.Unsafe<number | string>({
  type: ['integer', 'string'],
  pattern: '^[0-9]*$',
  minimum: -1,
  minLength: 1,
  maximum: MAX_INT,
})

/**
 * What a class can limit. Upstream refuses what limits nothing in a format of its schema, so before
 * all else that is wrong with the body.
 */
const limitable = target<ReadonlyMap<string, QuotaResource>, { readonly quota_class_name: string }>(
  {
    async load(tx, { body }) {
      const known = new Map((await currentResources(tx)).map((each) => [each.name, each]))
      const { quota_class_set: asked } = body as { quota_class_set?: unknown }
      if (typeof asked === 'object' && asked !== null) {
        refuseUnknown('quota class set', Object.keys(asked), known)
      }
      return known
    },
    missing: () => notFound(),
  },
)

/** A class that nobody set has the limits of the default class. */
async function limitsOfClass(tx: Tx, name: string): Promise<Record<string, number>> {
  const limits = await classLimits(tx, name)
  return limitsByName(await currentResources(tx), limits)
}

const show = operation({
  id: 'quota_class_sets.show',
  method: 'GET',
  path: PATH,
  summary: 'Show the quotas of a class',
  policy: GET_CLASS,
  response: {
    200: closed({
      quota_class_set: T.Object({ id: T.String() }, { additionalProperties: T.Integer() }),
    }),
  },
  errors: [403],
  async handle({ tx, params: { quota_class_name: name } }) {
    return { quota_class_set: { ...(await limitsOfClass(tx, name)), id: name } }
  },
})

const update = operation({
  id: 'quota_class_sets.update',
  method: 'PUT',
  path: PATH,
  summary: 'Set the quotas of a class; those of `default` hold for every project',
  policy: UPDATE_CLASS,
  target: limitable,
  lock: 'none',
  checks: ['target', 'body', 'policy'],
  body: closed({
    quota_class_set: T.Unsafe<Record<string, number | string>>({
      type: 'object',
      patternProperties: { '^[a-zA-Z0-9-_:. ]{1,300}$': LIMIT },
      additionalProperties: false,
    }),
  }),
  response: { 200: closed({ quota_class_set: T.Record(T.String(), T.Integer()) }) },
  errors: [400, 403],
  async handle({ tx, target: known, params: { quota_class_name: name }, body }) {
    const { quota_class_set: asked } = body
    refuseLongName(name, 'quota_class_name')
    const changes = Object.entries(asked).map(([key, value]) => ({
      to: known.get(key)!,
      limit: Number(value),
    }))
    await setClassLimits(tx, name, changes)
    return { quota_class_set: await limitsOfClass(tx, name) }
  },
})

export const quotaClassSetOperations = [show, update]
