/** The attributes of QoS policies. Source: neutron_lib/api/definitions/qos.py, qos_default.py. */
import { Type as T } from 'typebox'
import { attribute } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { tagging } from '../../kernel/attributes/standard.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import { nameString, string, uuid } from '../../kernel/attributes/types.ts'
import { sharedFilter } from '../rbac/grants.ts'
import type { QosRule } from './rules/rules.ts'

const number = T.Optional(T.Integer())

const plain = attributeTable(
  { resource: 'policy', collection: 'policies', path: '/qos/policies', extension: 'qos' },
  {
    id: attribute({ type: uuid(), filter: true, sort: true }),
    name: attribute({
      ...{ type: nameString(255), post: { default: '' }, put: true, filter: true, sort: true },
    }),
    shared: attribute({
      ...{ convert: toBoolean, post: { default: false }, put: true, filter: sharedFilter },
      unseenByChanges: true,
    }),
    project_id: attribute({
      ...{ type: string(255), post: 'required', filter: true, sort: true, exact: true },
    }),
    rules: attribute<readonly QosRule[]>({
      shows: T.Array(
        T.Object({
          id: T.String(),
          qos_policy_id: T.String(),
          type: T.String(),
          direction: T.Optional(T.String()),
          ...{ max_kbps: number, max_burst_kbps: number, dscp_mark: number, min_kbps: number },
          ...{ max_kpps: number, max_burst_kpps: number, min_kpps: number },
        }),
      ),
    }),
  },
)

const defaulting = extended(plain, 'qos-default', {
  is_default: attribute({
    ...{ convert: toBoolean, post: { default: false }, put: true, filter: true },
  }),
})

export const QOS_POLICIES = tagging(defaulting)

export type QosPolicyAttributes = NonNullable<(typeof QOS_POLICIES)['declared']>
