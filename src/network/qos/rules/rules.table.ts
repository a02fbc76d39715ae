/**
 * The attributes of QoS rules, by type. Source: neutron_lib/api/definitions/qos.py, qos_bw_limit_direction.py,
 * qos_bw_minimum_ingress.py, qos_pps_rule.py, qos_pps_minimum_rule.py, and those of their aliases.
 */
import { attribute } from '../../../kernel/attributes/attribute.ts'
import { toInteger } from '../../../kernel/attributes/converters.ts'
import { attributeTable, type AttributeTable } from '../../../kernel/attributes/table.ts'
import { range, uuid, values } from '../../../kernel/attributes/types.ts'
import { RULE_TYPES, type RuleType } from './rules.ts'

const MOST = 2_147_483_647

export const DSCP_MARKS = [
  ...[0, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 44, 46, 48, 56],
] as const

const shared = { put: true, filter: true, sort: true } as const
const rate = () =>
  attribute({ ...shared, type: range(0, MOST), convert: toInteger, post: 'required' })
const burst = () =>
  attribute({ ...shared, type: range(0, MOST), convert: toInteger, post: { default: 0 } })
const direction = (...allowed: string[]) =>
  attribute({ ...shared, type: values(allowed), post: { default: 'egress' } })

const ATTRIBUTES = {
  bandwidth_limit: () => ({
    ...{ max_kbps: rate(), max_burst_kbps: burst(), direction: direction('ingress', 'egress') },
  }),
  dscp_marking: () => ({
    dscp_mark: attribute({
      ...{ ...shared, type: values(DSCP_MARKS), convert: toInteger, post: 'required' },
    }),
  }),
  minimum_bandwidth: () => ({ min_kbps: rate(), direction: direction('ingress', 'egress') }),
  minimum_packet_rate: () => ({
    ...{ min_kpps: rate(), direction: direction('any', 'ingress', 'egress') },
  }),
  packet_rate_limit: () => ({
    ...{ max_kpps: rate(), max_burst_kpps: burst(), direction: direction('ingress', 'egress') },
  }),
} as const satisfies Record<RuleType, () => object>

const EXTENSIONS: Partial<Record<RuleType, string>> = {
  bandwidth_limit: 'qos-bw-limit-direction',
  minimum_bandwidth: 'qos-bw-minimum-ingress',
  minimum_packet_rate: 'qos-pps-minimum',
  packet_rate_limit: 'qos-pps',
}

/** @param path beneath the policy, or of the alias */
function tableOf(type: RuleType, name: string, path: string): AttributeTable {
  return attributeTable(
    {
      ...{ resource: name, collection: `${name}s`, path },
      extension: EXTENSIONS[type] ?? 'qos',
    },
    {
      id: attribute({ type: uuid(), filter: true, sort: true }),
      ...ATTRIBUTES[type](),
    },
  )
}

export interface RuleTables {
  readonly type: RuleType
  readonly ofPolicy: AttributeTable
  /** Upstream has none for limits of packets. */
  readonly alias: AttributeTable | undefined
}

/** Of each type, as parts of policies, and by their aliases, which name no policy. */
export const QOS_RULE_TABLES: readonly RuleTables[] = RULE_TYPES.map((type) => {
  const name = `${type}_rule`
  return {
    type,
    ofPolicy: tableOf(type, name, `/${name}s`),
    alias:
      type === 'packet_rate_limit'
        ? undefined
        : tableOf(type, `alias_${name}`, `/qos/alias_${name}s`),
  }
})
