/**
 * Rules of agents. Source: openstack/neutron neutron/db/agents_db.py, neutron/agent/common/utils.py
 * (is_agent_down), neutron-lib neutron_lib/constants.py.
 */
import type { AgentKind, AgentMode, SimulatedAgents } from '../../drivers/network/agents.ts'
import { isoTime, parseTime } from '../../kernel/clock.ts'
import type { Item } from '../../kernel/attributes/table.ts'
import type { RunningAgent } from '../options.ts'
import type { AGENTS } from './agents.table.ts'
import type { AgentRow } from './agents.store.ts'

export type Agent = Item<NonNullable<(typeof AGENTS)['declared']>>

export const DHCP_AGENT = 'DHCP agent'
export const L3_AGENT = 'L3 agent'

/** As agents of each kind report themselves. */
const KINDS: Readonly<Record<AgentKind, Pick<AgentRow, 'agent_type' | 'binary' | 'topic'>>> = {
  ovs: { agent_type: 'Open vSwitch agent', binary: 'neutron-openvswitch-agent', topic: 'N/A' },
  dhcp: { agent_type: DHCP_AGENT, binary: 'neutron-dhcp-agent', topic: 'dhcp_agent' },
  l3: { agent_type: L3_AGENT, binary: 'neutron-l3-agent', topic: 'l3_agent' },
  metadata: { agent_type: 'Metadata agent', binary: 'neutron-metadata-agent', topic: 'N/A' },
  metering: {
    agent_type: 'Metering agent',
    binary: 'neutron-metering-agent',
    topic: 'metering_agent',
  },
  sriov: { agent_type: 'NIC Switch agent', binary: 'neutron-sriov-nic-agent', topic: 'N/A' },
}

/** Where agents are that say nothing else (`availability_zone` of the agents' own configuration). */
const STOCK_ZONE = 'nova'

/** @param hosts where those run that name none */
export function agentsOn(
  hosts: readonly string[],
  wanted: readonly SimulatedAgents[],
): RunningAgent[] {
  return wanted.flatMap(({ kind, hosts: own = hosts, zone = STOCK_ZONE, mode = 'legacy' }) =>
    own.map((host) => ({ kind, host, zone, mode })),
  )
}

/** What an agent says of itself when it starts. */
export function reported({ kind, host, zone, mode }: RunningAgent) {
  const isZoned = kind === 'dhcp' || kind === 'l3'
  return {
    ...KINDS[kind],
    host,
    availability_zone: isZoned ? zone : null,
    configurations: CONFIGURATIONS[kind](mode),
  }
}

/** What of their configuration they tell, but for how much they have to do. */
const CONFIGURATIONS: Readonly<Record<AgentKind, (mode: AgentMode) => Record<string, unknown>>> = {
  ovs: () => ({
    bridge_mappings: {},
    datapath_type: 'system',
    log_agent_heartbeats: false,
    tunnel_types: ['vxlan'],
  }),
  dhcp: () => ({
    dhcp_driver: 'neutron.agent.linux.dhcp.Dnsmasq',
    dhcp_lease_duration: 86_400,
    log_agent_heartbeats: false,
  }),
  l3: (mode) => ({
    agent_mode: mode,
    handle_internal_only_routers: true,
    interface_driver: 'openvswitch',
    log_agent_heartbeats: false,
  }),
  metadata: () => ({ log_agent_heartbeats: false }),
  metering: () => ({ log_agent_heartbeats: false }),
  sriov: () => ({ device_mappings: {}, log_agent_heartbeats: false }),
}

/** As agents show times: `2026-11-28 09:12:05`. */
export function agentTime(milliseconds: number): string {
  return isoTime(milliseconds).slice(0, 19).replace('T', ' ')
}

/** How often agents report (`report_interval`), and after what time they count as dead. */
const REPORT_INTERVAL_MS = 30_000
const AGENT_DOWN_MS = 75_000

/**
 * The last report, and whether it is recent enough. Those that this process runs report as long as
 * it does; of others it is known when they started last.
 * @param now milliseconds since 1970
 */
export function livingAgent(row: AgentRow, running: readonly RunningAgent[], now: number): Agent {
  const started = instantOf(row.started_at)
  const reportedAt = isRunning(row, running)
    ? Math.max(started, now - ((now - started) % REPORT_INTERVAL_MS))
    : instantOf(row.heartbeat_timestamp)
  return {
    ...row,
    heartbeat_timestamp: agentTime(reportedAt),
    alive: now - reportedAt <= AGENT_DOWN_MS,
  }
}

function isRunning(row: AgentRow, running: readonly RunningAgent[]): boolean {
  return running.some(
    ({ kind, host }) => KINDS[kind].agent_type === row.agent_type && host === row.host,
  )
}

function instantOf(text: string): number {
  return parseTime(text.replace(' ', 'T'))
}

/** What an agent does about distributed routers. */
export function modeOf({ configurations }: Pick<AgentRow, 'configurations'>): AgentMode {
  const { agent_mode: mode = 'legacy' } = configurations as { agent_mode?: AgentMode }
  return mode
}

/** It serves its own host alone, without being told. */
export function isOfHost(agent: Pick<AgentRow, 'configurations'>): boolean {
  return ['dvr', 'dvr_no_external'].includes(modeOf(agent))
}
