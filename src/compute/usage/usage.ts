/**
 * What projects have used: for how long their servers were there, and how large they were.
 * Source: nova/api/openstack/compute/simple_tenant_usage.py.
 */
import { parseTime } from '../../kernel/clock.ts'
import { badRequest } from '../../kernel/faults.ts'
import { flavorOf, type Server } from '../servers/server.ts'
import { timeIn } from '../times.ts'

/** From when to when, in milliseconds since 1970. */
export interface Period {
  readonly start: number
  readonly stop: number
}

/** A server as far as usage goes. */
export type UsedServer = Pick<
  Server,
  'id' | 'project_id' | 'name' | 'flavor' | 'vm_state' | 'launched_at' | 'terminated_at'
>

export interface ServerUsage {
  readonly server: UsedServer
  readonly flavor: string
  /** Within the period. */
  readonly hours: number
  readonly memoryMb: number
  readonly localGb: number
  readonly vcpus: number
  /** Seconds since it was launched, or until it was deleted. */
  readonly uptime: number
}

/** Sums of what is used, times the hours. */
export interface ProjectUsage extends Period {
  readonly projectId: string
  readonly servers: readonly ServerUsage[]
  readonly hours: number
  readonly memoryMbHours: number
  readonly localGbHours: number
  readonly vcpuHours: number
}

/** The real service reads the clock twice, and some microseconds lie between. */
const INSTANT = 0.01

/**
 * The period that is asked for, as far as it is over. Without both times it is an instant.
 * @throws 400
 */
export function periodOf(asked: Readonly<Record<string, string | undefined>>, now: number): Period {
  const start = timeOf(asked.start) ?? now - INSTANT
  const stop = timeOf(asked.end) ?? now
  if (start >= stop) {
    throw badRequest('Invalid start time. The start time cannot occur after the end time.')
  }
  return { start, stop: Math.min(stop, now) }
}

function timeOf(text: string | undefined): number | undefined {
  if (!text) return undefined
  const time = timeIn(text, ['T', 'T.', ' .'])
  if (time === undefined) {
    throw badRequest('Invalid datetime string: Datetime is in invalid format')
  }
  return time
}

/** Of each project, in the order of its first server. */
export function usageOf(
  servers: readonly UsedServer[],
  period: Period,
  now: number,
): ProjectUsage[] {
  const byProject = Map.groupBy(servers, (server) => server.project_id)
  return [...byProject].map(([projectId, own]) => {
    const usages = own.map((server) => usageOfOne(server, period, now))
    const sum = (value: (usage: ServerUsage) => number) =>
      usages.reduce((total, usage) => total + value(usage), 0)
    return {
      ...period,
      projectId,
      servers: usages,
      hours: sum(({ hours }) => hours),
      memoryMbHours: sum(({ memoryMb, hours }) => memoryMb * hours),
      localGbHours: sum(({ localGb, hours }) => localGb * hours),
      vcpuHours: sum(({ vcpus, hours }) => vcpus * hours),
    }
  })
}

function usageOfOne(server: UsedServer, period: Period, now: number): ServerUsage {
  const flavor = flavorOf(server)
  const launched = parseTime(server.launched_at!)
  const ended = server.terminated_at === null ? undefined : parseTime(server.terminated_at)
  const from = Math.max(launched, period.start)
  const until = Math.min(period.stop, ended ?? period.stop)
  return {
    server,
    flavor: flavor.name,
    // A period that is still to come has none.
    hours: Math.max(0, Math.round((until - from) * 1000) / 1_000_000 / 3600),
    memoryMb: flavor.ram,
    localGb: flavor.disk + flavor.ephemeral,
    vcpus: flavor.vcpus,
    uptime: Math.trunc(((ended ?? now) - launched) / 1000),
  }
}
