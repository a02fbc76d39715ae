/**
 * The attributes of pools of subnets. Source: openstack/neutron-lib
 * neutron_lib/api/definitions/subnetpool.py, and the definitions of the extensions named.
 */
import { Type as T } from 'typebox'
import { attribute, type Filter } from '../../kernel/attributes/attribute.ts'
import { toBoolean, toInteger } from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import {
  listOf,
  nonNegative,
  notEmptyNameString,
  orNone,
  string,
  subnet,
  uuid,
  values,
} from '../../kernel/attributes/types.ts'
import { sharedFilter } from '../rbac/grants.ts'
import { SUBNETPOOL_ATTRIBUTES } from './subnetpools.policies.ts'

const { post, put } = SUBNETPOOL_ATTRIBUTES

/** Texts in all answers but those to changes, which upstream makes of other values. */
const prefixlen = () =>
  attribute({
    ...{ type: nonNegative(), convert: toInteger, post: 'optional', put: true },
    ...{ filter: true, sort: true, shows: T.Union([T.String(), T.Integer()]) },
  })

/** What is no number is no version of any. */
const ofVersion: Filter = (texts) => ({
  ...{ kind: 'in', column: 'ip_version' },
  values: texts.map(Number).filter(Number.isSafeInteger),
})

const plain = attributeTable(
  { resource: 'subnetpool', collection: 'subnetpools', extension: 'subnet_allocation' },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      ...{ type: notEmptyNameString(255), post: 'required', put: true, filter: true, sort: true },
    }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
    }),
    prefixes: attribute({ type: listOf(subnet()), post: 'required', put: true }),
    default_quota: attribute({
      ...{ type: nonNegative(), convert: toInteger, post: 'optional', put: true },
      ...{ filter: true, sort: true, nullable: true },
    }),
    ip_version: attribute({ type: values([4, 6]), filter: ofVersion, sort: true }),
    default_prefixlen: prefixlen(),
    min_prefixlen: prefixlen(),
    max_prefixlen: prefixlen(),
    is_default: attribute({
      ...{ convert: toBoolean, post: { default: false }, put: true, filter: true, sort: true },
      rules: { post: post.is_default, put: put.is_default },
    }),
    shared: attribute({
      ...{ convert: toBoolean, post: { default: false }, filter: sharedFilter },
      rules: { post: post.shared },
    }),
  },
)

const scoped = extended(plain, 'address-scope', {
  address_scope_id: attribute({
    ...{ type: orNone(uuid()), post: 'optional', put: true, filter: true, sort: true },
  }),
})

export const SUBNETPOOLS = tagging(scoped)

export type SubnetpoolAttributes = NonNullable<(typeof SUBNETPOOLS)['declared']>
