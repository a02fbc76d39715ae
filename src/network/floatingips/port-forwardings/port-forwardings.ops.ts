import { attributeOperations } from '../../../kernel/attributes/operations.ts'
import type { Parent } from '../../../kernel/attributes/resource.ts'
import type { Item } from '../../../kernel/attributes/table.ts'
import { among } from '../../../kernel/lists/request.ts'
import { floatingIpNotFound, portForwardingNotFound } from '../../faults.ts'
import { operation, type NetworkEnv } from '../../operation.ts'
import { seesAll } from '../../visibility.ts'
import type { FloatingIpRow } from '../floatingips.store.ts'
import { portForwardingRules } from './port-forwardings.policies.ts'
import {
  floatingIpOfForwardings,
  portForwardingRows,
  type PortForwardingRow,
} from './port-forwardings.store.ts'
import { PORT_FORWARDINGS, type PortForwardingAttributes } from './port-forwardings.table.ts'
import {
  createForwardings,
  deleteForwarding,
  updateForwarding,
} from './port-forwardings.usecase.ts'

interface NamedFloatingIp {
  readonly id: string
  readonly owner: string
  /** Undefined where the caller does not see it. */
  readonly row: FloatingIpRow | undefined
}

/** Who may make none is told so, whether he sees the floating IP or not; all others miss it. */
const floatingIp: Parent<NetworkEnv, NamedFloatingIp> = {
  path: '/floatingips/{floatingip_id}',
  async find({ tx, ctx }, id, lock) {
    const row = await floatingIpOfForwardings(tx, id, lock && 'turn')
    const project = ctx.token.projectId ?? ''
    const owner = row?.project_id ?? project
    return { id, owner, row: seesAll(ctx) || owner === project ? row : undefined }
  },
  missing: floatingIpNotFound,
  owner: ({ owner }) => owner,
}

function seen({ id, row }: NamedFloatingIp): FloatingIpRow {
  if (row === undefined) throw floatingIpNotFound(id)
  return row
}

const of = (row: FloatingIpRow) => [
  { kind: 'in' as const, column: 'floatingip_id', values: [row.id] },
]

type Shown = Item<PortForwardingAttributes>

/** A port is null only in the answer that makes a range; afterwards it is left out. */
function shown(row: PortForwardingRow, { owner }: NamedFloatingIp): Shown {
  const { external_port: outer, internal_port: inner } = row
  const ports = { external_port: outer ?? undefined, internal_port: inner ?? undefined }
  return { ...row, ...ports, project_id: owner } as Shown
}

function stored(item: Shown): PortForwardingRow {
  const { external_port: outer, internal_port: inner } = item
  const ports = { external_port: outer ?? null, internal_port: inner ?? null }
  return { ...item, ...ports } as Shown & PortForwardingRow
}

export const portForwardingOperations = attributeOperations(operation, PORT_FORWARDINGS, {
  parent: floatingIp,
  rules: portForwardingRules,
  errors: { create: [404, 409], update: [404, 409], delete: [404] },
  visible: () => [],
  missing: portForwardingNotFound,
  async find({ tx, parent }, id) {
    const row = await portForwardingRows.find(tx, id, of(seen(parent)))
    return row && shown(row as PortForwardingRow, parent)
  },
  async list({ tx, parent }, request) {
    const rows = await portForwardingRows.list(tx, among(request, of(seen(parent))))
    return rows.map((row) => shown(row as PortForwardingRow, parent))
  },
  async create(call, items) {
    const { owner } = call.parent
    const made = await createForwardings(call, seen(call.parent), items)
    return made.map((row) => ({ ...row, project_id: owner }))
  },
  async update(call, now, changes) {
    const { parent } = call
    return shown(await updateForwarding(call, seen(parent), stored(now), changes), parent)
  },
  delete: (call, now) => deleteForwarding(call, stored(now)),
})
