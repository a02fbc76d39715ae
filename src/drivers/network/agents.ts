/** Agents of Network that are simulated: they are there, and report; they forward nothing. */

/** `ovs` plugs ports, `sriov` those of cards; the others are named after what they do. */
export type AgentKind = 'ovs' | 'dhcp' | 'l3' | 'metadata' | 'metering' | 'sriov'

/** What an agent for routers does about distributed ones (`agent_mode`). */
export type AgentMode = 'legacy' | 'dvr' | 'dvr_snat' | 'dvr_no_external'

/** Agents of one kind, as an operator writes them down. */
export interface SimulatedAgents {
  readonly kind: AgentKind
  /** Where one of them runs; on all hosts unless told. */
  readonly hosts?: readonly string[] | undefined
  /** The availability zone of what they serve; `nova` unless told. Only of `dhcp` and `l3`. */
  readonly zone?: string | undefined
  /** Only of `l3`; `legacy` unless told. */
  readonly mode?: AgentMode | undefined
}
