import { Type as T } from 'typebox'
import { closed, field, nullable, View } from '../../kernel/view.ts'
import { freeDiskGb, freeMemoryMb, usedMemoryMb, type HypervisorState } from './hypervisor.ts'

type Item = HypervisorState

const UUID = T.String({ format: 'uuid' })

const summary = {
  id: [
    field(T.Integer(), ({ node }: Item) => node.id, { until: '2.53' }),
    field(UUID, ({ node }: Item) => node.uuid, { from: '2.53' }),
  ],
  hypervisor_hostname: field(T.String(), ({ node }: Item) => node.hypervisorHostname),
  state: field(T.Enum(['up', 'down']), ({ state }: Item) => (state.up ? 'up' : 'down')),
  status: field(T.Enum(['enabled', 'disabled']), ({ state }: Item) =>
    state.service.disabled ? 'disabled' : 'enabled',
  ),
}

/** Left out where there is nothing to show; see `HypervisorState`. */
const servers = field(T.Optional(T.Array(closed({ name: T.String(), uuid: UUID }))), (item: Item) =>
  item.servers?.map(({ name, uuid }) => ({ name, uuid })),
)

const inService = (id: typeof UUID | ReturnType<typeof T.Integer>) =>
  closed({ id, host: T.String(), disabled_reason: nullable(T.String()) })

const service = [
  field(inService(T.Integer()), (item: Item) => shownService(item, item.state.service.id), {
    until: '2.53',
  }),
  field(inService(UUID), (item: Item) => shownService(item, item.state.service.uuid), {
    from: '2.53',
  }),
]

function shownService({ node, state }: Item, id: number | string) {
  return { id, host: node.host, disabled_reason: state.service.disabledReason }
}

/** What 2.88 left to the placement service. */
const resource = (value: (item: Item) => number) => field(T.Integer(), value, { until: '2.88' })

const detail = {
  ...summary,
  hypervisor_type: field(T.String(), ({ node }: Item) => node.hypervisorType),
  hypervisor_version: field(T.Integer(), ({ node }: Item) => node.hypervisorVersion),
  host_ip: field(T.String(), ({ node }: Item) => node.hostIp),
  service,
  vcpus: resource(({ node }) => node.vcpus),
  memory_mb: resource(({ node }) => node.memoryMb),
  local_gb: resource(({ node }) => node.localGb),
  vcpus_used: resource(({ usage }) => usage.vcpus),
  memory_mb_used: resource(usedMemoryMb),
  local_gb_used: resource(({ usage }) => usage.diskGb),
  free_ram_mb: resource(freeMemoryMb),
  free_disk_gb: resource(freeDiskGb),
  current_workload: resource(({ usage }) => usage.busy),
  running_vms: resource(({ usage }) => usage.servers),
  disk_available_least: resource(freeDiskGb),
  cpu_info: [
    field(T.String(), ({ node }: Item) => node.cpuInfo, { until: '2.28' }),
    field(T.Object({}), ({ node }: Item) => JSON.parse(node.cpuInfo), {
      from: '2.28',
      until: '2.88',
    }),
  ],
  uptime: field(nullable(T.String()), ({ uptime }: Item) => uptime, { from: '2.88' }),
  servers,
}

export const hypervisorView = new View<Item>({ ...summary, servers })

export const hypervisorDetailView = new View<Item>(detail)

export const hypervisorUptimeView = new View<Item>({
  ...summary,
  uptime: field(nullable(T.String()), ({ uptime }: Item) => uptime),
})
