import { Type as T } from 'typebox'
import { specOperations } from '../../kernel/families/specs.ts'
import { badRequest, notFound } from '../../kernel/faults.ts'
import { str } from '../../kernel/python.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { NO_QUERY } from '../parameters.ts'
import { checkSpec } from './known-specs.ts'
import { flavorSpecs } from './flavors.store.ts'
import { flavorTarget } from './flavors.usecase.ts'
import { CREATE_SPECS, DELETE_SPEC, LIST_SPECS, SHOW_SPEC, UPDATE_SPEC } from './policies.ts'

/** Numbers are taken too, and kept as texts. */
const SENT = T.Unsafe<Record<string, string>>({
  type: 'object',
  patternProperties: {
    '^[a-zA-Z0-9-_:. ]{1,255}$': { type: ['string', 'number'], maxLength: 255 },
  },
  additionalProperties: false,
})

const KEY = 'flavor_extra_spec_key'

/** Source: nova/api/openstack/compute/flavors_extraspecs.py. */
export const flavorExtraSpecOperations = specOperations(operation, {
  resource: 'flavors',
  what: 'a flavor',
  spec: 'extra_spec',
  path: '/flavors/{flavor_id}/os-extra_specs',
  key: KEY,
  rules: {
    list: LIST_SPECS,
    show: SHOW_SPEC,
    create: CREATE_SPECS,
    update: UPDATE_SPEC,
    delete: DELETE_SPEC,
  },
  query: NO_QUERY,
  target: flavorTarget,
  sent: SENT,
  repeated: T.Union([T.String(), T.Number()]),
  shown: ({ extraSpecs }) => extraSpecs,
  deletesAlways: true,
  refuseChange({ ctx, env, params, specs }) {
    for (const [name, value] of Object.entries(specs ?? {})) {
      const text = str(value)
      // The schema counts the characters of texts alone.
      if (text.length > 255 && typeof value !== 'string') {
        throw badRequest(`extra_specs value has ${text.length} characters, more than 255.`)
      }
      if (ctx.version >= MV.VALIDATED_EXTRA_SPECS) checkSpec(name, text, env.facades.placement)
    }
    const key = params[KEY]
    if (specs !== undefined && key !== undefined && !Object.hasOwn(specs, key)) {
      throw badRequest('Request body and URI mismatch')
    }
  },
  noSuchKey: ({ flavor_id: id }, key) =>
    notFound(`Flavor ${id} has no extra specs with key ${key}.`),
  write: (tx, { id }, specs) => flavorSpecs.write(tx, id, texts(specs)),
  remove: (tx, { id }, key) => flavorSpecs.remove(tx, id, key),
})

function texts(specs: object): Record<string, string> {
  return Object.fromEntries(Object.entries(specs).map(([key, value]) => [key, str(value)]))
}
