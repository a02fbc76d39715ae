/** Fenders, which are parts of a berth: what berths do not show of tables of attributes. */
import { attribute, type Filter } from '../../src/kernel/attributes/attribute.ts'
import { keyValues, toBoolean, toInteger } from '../../src/kernel/attributes/converters.ts'
import { taggingWhenMade } from '../../src/kernel/attributes/standard.ts'
import { attributeTable, type Item, type Posted } from '../../src/kernel/attributes/table.ts'
import {
  dict,
  listOf,
  nameString,
  orNoData,
  orNone,
  string,
  uuid,
} from '../../src/kernel/attributes/types.ts'
import { policyRule } from '../../src/kernel/policy.ts'

const MEMBER = 'role:admin or role:member'
const ADMIN = 'role:admin'

const rule = (name: string, check: string) => policyRule({ name, check })

const FALLBACK = rule('fender:default', 'role:admin or project_id:%(project_id)s')
const SHACKLE = {
  post: rule('create_berth_fender:shackle', MEMBER),
  put: rule('update_berth_fender:shackle', MEMBER),
  members: {
    post: {
      steel: rule('create_berth_fender:shackle:steel', MEMBER),
      load: rule('create_berth_fender:shackle:load', `${ADMIN} or project_id:%(giver)s`),
    },
    put: { load: rule('update_berth_fender:shackle:load', ADMIN) },
  },
}
const ROPES = {
  post: rule('create_berth_fender:ropes', MEMBER),
  members: { post: { length: rule('create_berth_fender:ropes:length', ADMIN) } },
}
const SEEN_TAGS = rule('get_berth_fender:tags', `${ADMIN} or project_id:%(dealer)s`)

export const FENDER_RULES = [
  FALLBACK,
  ...[SHACKLE.post, SHACKLE.put, ROPES.post, SEEN_TAGS],
  ...Object.values({ ...SHACKLE.members.post, ...ROPES.members.post }),
  ...Object.values(SHACKLE.members.put),
]

/** By the colours of their ropes, or parts of these. */
const ropeFilter: Filter = (texts) => {
  const asked = keyValues(texts)
  const relation = 'ropes'
  const [names, parts] = [asked.get('colour'), asked.get('colour_substr')]
  return {
    kind: 'all',
    of: [
      ...(names ? [{ kind: 'members', relation, names, held: 'any' } as const] : []),
      ...(parts ? [{ kind: 'member text', relation, texts: parts } as const] : []),
    ],
  }
}

/** Those of the caller's project, or those of others. */
const ownFilter: Filter = (values, ctx) => {
  const own = { kind: 'in', column: 'project_id', values: [ctx.projectId] } as const
  return values.includes(true) ? own : { kind: 'never' }
}

const plain = attributeTable(
  {
    ...{ resource: 'fender', collection: 'fenders', path: '/soft-fenders' },
    ...{ extension: 'fenders', isCore: true, fallback: FALLBACK },
  },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      ...{ type: nameString(20), post: { default: '' }, put: true, filter: true, sort: true },
    }),
    project_id: attribute({ type: string(255), post: 'required', filter: true, exact: true }),
    own: attribute({ convert: toBoolean, visible: false, filter: ownFilter }),
    stiff: attribute({
      ...{ convert: toBoolean, post: { default: false }, put: true, judged: true },
      judgedUnchanged: true,
    }),
    shackle: attribute({
      type: orNoData(
        dict({ steel: { convert: toBoolean }, load: { convert: toInteger }, maker: {} }),
      ),
      ...{ post: { default: null }, put: true, rules: SHACKLE },
    }),
    ropes: attribute({
      type: listOf(dict({ length: { convert: toInteger }, colour: { type: string(8) } })),
      ...{ post: { default: [] }, put: true, rules: ROPES, filter: ropeFilter },
    }),
    maker_id: attribute({ type: orNone(uuid()), post: { default: null }, judged: true }),
  },
)

export const FENDERS = taggingWhenMade(plain, SEEN_TAGS)

type Attributes = NonNullable<(typeof FENDERS)['declared']>
export type Fender = Item<Attributes>
export type PostedFender = Posted<Attributes>
