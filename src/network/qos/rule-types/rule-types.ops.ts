import { Type as T } from 'typebox'
import type { AnyAttribute } from '../../../kernel/attributes/attribute.ts'
import { attributeFields, attributeList } from '../../../kernel/attributes/list.ts'
import { AttributeView } from '../../../kernel/attributes/view.ts'
import { forbidden, notFound, STOCK_MESSAGE } from '../../../kernel/faults.ts'
import { AUTHENTICATED } from '../../../kernel/operation.ts'
import { closed } from '../../../kernel/view.ts'
import { operationsOf, policyRule } from '../../../kernel/policy.ts'
import { operation } from '../../operation.ts'
import { QOS_RULE_TABLES } from '../rules/rules.table.ts'
import { QOS_RULE_TYPES, type Driver } from './rule-types.table.ts'

export const GET_RULE_TYPE = policyRule({
  name: 'get_rule_type',
  check: 'role:reader',
  description: 'List types of QoS rules, and show them.',
  scopes: ['project'],
  operations: operationsOf(['GET /qos/rule-types', 'GET /qos/rule-types/{rule_type}']),
})

const view = new AttributeView(QOS_RULE_TYPES)

const list = operation({
  id: 'rule_types.list',
  method: 'GET',
  path: '/qos/rule-types',
  summary: 'List types of rules',
  // Which of them are listed is decided one by one.
  policy: AUTHENTICATED,
  transaction: 'none',
  // All of them are one page, whatever the limit.
  query: attributeList(QOS_RULE_TYPES, true),
  response: { 200: closed({ rule_types: T.Array(closed({ type: T.Optional(T.String()) })) }) },
  errors: [400],
  handle({ ctx, query: { fields } }) {
    if (!ctx.allows(GET_RULE_TYPE)) return { rule_types: [] }
    const isShown = fields === undefined || fields.has('type')
    return { rule_types: QOS_RULE_TABLES.map(({ type }) => (isShown ? { type } : {})) }
  },
})

/** What drivers do with a type is for administrators alone, whatever the rule says. */
const show = operation({
  id: 'rule_types.show',
  method: 'GET',
  path: '/qos/rule-types/{rule_type}',
  summary: 'Show a type of rules, and what drivers do with it',
  policy: AUTHENTICATED,
  transaction: 'none',
  query: attributeFields(QOS_RULE_TYPES),
  response: { 200: closed({ rule_type: view.schema }) },
  errors: [400, 403, 404],
  handle({ ctx, query, params: { rule_type: type } }) {
    if (!ctx.isAdmin) throw forbidden('Not authorized.', { type: 'NotAuthorized' })
    const found = QOS_RULE_TABLES.find((one) => one.type === type)
    if (found === undefined) throw notFound(STOCK_MESSAGE[404], { type: 'HTTPNotFound' })
    const drivers = [driverOf(found.ofPolicy.attributes)]
    return { rule_type: view.show({ type, drivers }, ctx, query) }
  },
})

export const qosRuleTypeOperations = [list, show]

/** Source: neutron/services/qos/drivers/openvswitch/driver.py. */
function driverOf(attributes: ReadonlyMap<string, AnyAttribute>): Driver {
  const parameters = [...attributes].filter(([, { put }]) => put)
  return {
    name: 'openvswitch',
    supported_parameters: parameters.map(([name, { type }]) => {
      const choices = (type!.schema as { enum?: readonly (string | number)[] }).enum
      return choices === undefined
        ? {
            ...{ parameter_name: name, parameter_type: 'range' },
            parameter_values: { start: 0, end: 2_147_483_647 },
          }
        : { parameter_name: name, parameter_type: 'choices', parameter_values: choices }
    }),
  }
}
