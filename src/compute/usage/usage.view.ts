import { Type as T } from 'typebox'
import { isoMicros } from '../../kernel/clock.ts'
import { pythonFloat } from '../../kernel/python.ts'
import { closed, field, nullable, View, type Field } from '../../kernel/view.ts'
import { shownTime, TIME } from '../times.ts'
import type { ProjectUsage, ServerUsage } from './usage.ts'

const serverUsageView = new View<ServerUsage>({
  hours: field(T.Number(), ({ hours }) => pythonFloat(hours)),
  flavor: field(T.String(), ({ flavor }) => flavor),
  instance_id: field(T.String({ format: 'uuid' }), ({ server }) => server.id),
  name: field(T.String(), ({ server }) => server.name),
  tenant_id: field(T.String(), ({ server }) => server.project_id),
  memory_mb: field(T.Integer(), ({ memoryMb }) => memoryMb),
  local_gb: field(T.Integer(), ({ localGb }) => localGb),
  vcpus: field(T.Integer(), ({ vcpus }) => vcpus),
  started_at: field(TIME, ({ server }) => shownTime(server.launched_at!)),
  ended_at: field(nullable(TIME), ({ server: { terminated_at: at } }) => at && shownTime(at)),
  state: field(T.String(), ({ server }) => (server.terminated_at ? 'terminated' : server.vm_state)),
  uptime: field(T.Integer(), ({ uptime }) => uptime),
})

const project = {
  tenant_id: field(T.String(), ({ projectId }: ProjectUsage) => projectId),
}

const servers: Field<ProjectUsage> = field(
  T.Array(serverUsageView.at(0)),
  (usage: ProjectUsage, ctx) => usage.servers.map((one) => serverUsageView.render(one, ctx)),
)

const sum = (of: (usage: ProjectUsage) => number) =>
  field(T.Number(), (usage: ProjectUsage) => pythonFloat(of(usage)))

const totals = {
  total_local_gb_usage: sum(({ localGbHours }) => localGbHours),
  total_vcpus_usage: sum(({ vcpuHours }) => vcpuHours),
  total_memory_mb_usage: sum(({ memoryMbHours }) => memoryMbHours),
  total_hours: sum(({ hours }) => hours),
  start: field(TIME, ({ start }: ProjectUsage) => isoMicros(start)),
  stop: field(TIME, ({ stop }: ProjectUsage) => isoMicros(stop)),
}

export const usageView = new View<ProjectUsage>({ ...project, ...totals })
export const detailedUsageView = new View<ProjectUsage>({
  ...project,
  server_usages: servers,
  ...totals,
})

export const NO_USAGE = closed({})
