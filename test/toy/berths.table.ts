/** The berths of the harbour, attribute by attribute. */
import { attribute } from '../../src/kernel/attributes/attribute.ts'
import { ifNotNone, toBoolean, toInteger } from '../../src/kernel/attributes/converters.ts'
import {
  attributeTable,
  extended,
  type Changes,
  type Item,
} from '../../src/kernel/attributes/table.ts'
import {
  dict,
  ipAddress,
  listOf,
  nameString,
  nonNegative,
  orNone,
  range,
  string,
  subnet,
  uuid,
  values,
} from '../../src/kernel/attributes/types.ts'
import { policyRule } from '../../src/kernel/policy.ts'

const ADMIN = 'role:admin'
const SHARED = {
  post: policyRule({ name: 'create_berth:shared', check: ADMIN }),
  put: policyRule({ name: 'update_berth:shared', check: ADMIN }),
}
const DEPTH = { post: policyRule({ name: 'create_berth:depth', check: ADMIN }) }
const PILOT = { get: policyRule({ name: 'get_berth:pilot', check: ADMIN }) }

const DEFAULT = policyRule({ name: 'default', check: 'role:admin or project_id:%(project_id)s' })

/** Those that no operation names. */
export const BERTH_RULES = [...Object.values(SHARED), DEPTH.post, PILOT.get, DEFAULT]

const plain = attributeTable(
  { resource: 'berth', collection: 'berths', extension: 'berth', fallback: DEFAULT },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      type: nameString(20),
      post: { default: '' },
      put: true,
      filter: true,
      sort: true,
    }),
    project_id: attribute({
      type: string(255),
      post: 'required',
      filter: true,
      sort: true,
      exact: true,
    }),
    open: attribute({
      convert: toBoolean,
      post: { default: true },
      put: true,
      filter: true,
      sort: true,
      stored: 'is_open',
    }),
    shared: attribute({
      convert: toBoolean,
      post: { default: false },
      put: true,
      filter: true,
      rules: SHARED,
    }),
    depth: attribute({
      convert: toInteger,
      type: nonNegative(),
      post: { default: 0 },
      put: true,
      filter: true,
      sort: true,
      rules: DEPTH,
    }),
    side: attribute({ type: values(['port', 'starboard']), post: { default: 'port' } }),
    channel: attribute({
      convert: ifNotNone(toInteger),
      type: orNone(range(1, 88)),
      post: { default: null },
      filter: true,
      sort: true,
    }),
    quay_id: attribute({ type: uuid(), post: 'required', filter: true }),
    tugs: attribute({ type: listOf(uuid()), post: { default: [] }, put: true }),
    address: attribute({
      type: orNone(ipAddress()),
      post: { default: null },
      put: true,
      filter: true,
    }),
    cidr: attribute({ type: orNone(subnet()), post: { default: null } }),
    options: attribute({
      type: dict({ weight: { convert: toInteger, required: true }, mast: { type: string(5) } }),
      post: 'optional',
      nullable: true,
    }),
    pilot: attribute({ type: string(), post: { default: 'nobody' }, rules: PILOT }),
    code: attribute({ type: string(), post: 'optional', visible: false }),
    status: attribute({ type: string(), filter: true, sort: true }),
    revision_number: attribute({ convert: toInteger, filter: true, sort: true }),
  },
)

export const BERTHS = extended(plain, 'berth-lights', {
  lights: attribute({ type: orNone(string(8)), post: { default: null }, put: true }),
})

type Attributes = NonNullable<(typeof BERTHS)['declared']>
export type Berth = Item<Attributes>
export type BerthChanges = Changes<Attributes>
