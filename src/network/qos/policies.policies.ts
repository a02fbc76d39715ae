/** Who may do what with QoS policies. Source: openstack/neutron neutron/conf/policies/qos.py. */
import { policyRule } from '../../kernel/policy.ts'
import { ADMIN, ADMIN_OR_MANAGER, READER_OF_PROJECT } from '../base-rules.ts'
import { resourceRules } from '../policies.ts'

const SHARED_QOS_POLICY = policyRule({
  name: 'shared_qos_policy',
  check: 'field:policies:shared=True',
  description: 'The QoS policy is shared with the caller.',
})

export const SEES_POLICY = `(${ADMIN}) or (${READER_OF_PROJECT}) or rule:${SHARED_QOS_POLICY.name}`

export const qosPolicyRules = resourceRules(
  { resource: 'policy', path: '/qos/policies' },
  {
    create: ADMIN_OR_MANAGER,
    show: SEES_POLICY,
    update: ADMIN_OR_MANAGER,
    delete: ADMIN_OR_MANAGER,
  },
)

/** Those that no operation names. */
export const QOS_RULES = [SHARED_QOS_POLICY]
