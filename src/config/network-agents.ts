/** How the agents of Network are written: as text, or as a list in the YAML file. */
import type { AgentKind, AgentMode, SimulatedAgents } from '../drivers/network/agents.ts'
import { HOST_NAME, type Kind } from './kinds.ts'

const KINDS: readonly AgentKind[] = ['ovs', 'dhcp', 'l3', 'metadata', 'metering', 'sriov']
const MODES: readonly AgentMode[] = ['legacy', 'dvr', 'dvr_snat', 'dvr_no_external']
const ZONE = /^[^\s,]{1,255}$/

/** What may be said of each kind. A kind may stand there several times, for hosts of several zones. */
const OF_KINDS: Readonly<Record<AgentKind, readonly string[]>> = {
  ovs: [],
  dhcp: ['zone'],
  l3: ['zone', 'mode'],
  metadata: [],
  metering: [],
  sriov: [],
}

type Raw = Readonly<Record<string, unknown>>

/** `ovs,dhcp,l3` as text; in YAML a list of kinds, or of maps with `kind`, `hosts`, `zone` and `mode`. */
export const networkAgents: Kind<readonly SimulatedAgents[]> = {
  placeholder: '<kinds>',
  takes:
    `kinds of agents, separated by commas, of ${KINDS.join(', ')}: one of each runs on every ` +
    'host; or a list of them in the file',
  read(raw) {
    const parts: unknown = typeof raw === 'string' ? split(raw) : raw
    if (!Array.isArray(parts)) return undefined
    const read = parts.map((part: unknown) => agentsFrom(part))
    const known = read.filter((one) => one !== undefined)
    return known.length === read.length && areDistinct(known) ? known : undefined
  },
}

function split(joined: string): string[] {
  return joined
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** On one host there is one of a kind: who names no hosts names all. */
function areDistinct(agents: readonly SimulatedAgents[]): boolean {
  const places = agents.flatMap(({ kind, hosts }) =>
    (hosts ?? ['']).map((host) => `${kind} ${host}`),
  )
  const everywhere = new Set(agents.filter((one) => !one.hosts).map((one) => one.kind))
  return (
    new Set(places).size === places.length &&
    agents.every((one) => one.hosts === undefined || !everywhere.has(one.kind))
  )
}

function agentsFrom(raw: unknown): SimulatedAgents | undefined {
  const map = mapOf(raw)
  const kind = KINDS.find((one) => one === map?.['kind'])
  if (map === undefined || kind === undefined) return undefined
  const { hosts, zone, mode } = map
  const known = ['kind', 'hosts', ...OF_KINDS[kind]]
  const isRight =
    Object.keys(map).every((key) => known.includes(key)) &&
    (hosts === undefined || isHosts(hosts)) &&
    (zone === undefined || isZone(zone)) &&
    (mode === undefined || isMode(mode))
  return isRight ? ({ kind, hosts, zone, mode } as SimulatedAgents) : undefined
}

function mapOf(raw: unknown): Raw | undefined {
  if (typeof raw === 'string') return { kind: raw }
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? { ...raw } : undefined
}

function isHosts(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((host) => typeof host === 'string' && HOST_NAME.test(host))
  )
}

function isZone(value: unknown): boolean {
  return typeof value === 'string' && ZONE.test(value)
}

function isMode(value: unknown): boolean {
  return MODES.some((mode) => mode === value)
}
