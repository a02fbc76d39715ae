import { booleanFrom } from '../../kernel/booleans.ts'
import { badRequest } from '../../kernel/faults.ts'
import { isVolumeBacked, withDev } from '../block-devices/block-device.ts'
import { giveDevices } from '../block-devices/prepare-devices.usecase.ts'
import { recordAction } from '../instance-actions/instance-actions.store.ts'
import type { ComputeCall } from '../operation.ts'
import { MV } from '../microversions.ts'
import { canonicalIp, isTrue } from '../parameters.ts'
import { BUILDING } from './build-states.ts'
import type { Plan } from './plan.ts'
import { namesOf, newReservationId, type Place } from './names.ts'
import type { Server } from './server.ts'
import { addTags } from './server-tags.store.ts'
import { insertServer, type NewServer } from './servers.store.ts'

/** The rows of servers that are to be, with their disks reserved and their actions recorded. */
export async function insertServers(
  call: ComputeCall,
  plan: Plan,
  count: number,
): Promise<Server[]> {
  const reservationId = newReservationId()
  const servers: Server[] = []
  for (let index = 0; index < count; index++) {
    const row = newRow(call, plan, { index, count })
    const serial = await insertServer(call.tx, { ...row, reservation_id: reservationId })
    const server = { ...row, serial, reservation_id: reservationId } as Server
    await addTags(call.tx, server.id, plan.asked.tags ?? [])
    await giveDevices(call, server, plan.devices, plan.flavor)
    await recordCreation(call, server)
    servers.push(server)
  }
  return servers
}

type NewRow = Omit<NewServer, 'reservation_id'>

function newRow({ ctx, env }: ComputeCall, plan: Plan, place: Place): NewRow {
  const { asked, flavor, image, request } = plan
  const now = env.clock.isoNow()
  const id = env.ids.uuid()
  const name = asked.name.trim()
  const names = namesOf({ id, name, hostname: asked.hostname }, place)
  const description = ctx.version >= MV.SERVER_DESCRIPTION ? (asked.description ?? null) : name
  return {
    ...{ id, ...names, description, ...BUILDING.asked },
    ...{ project_id: ctx.projectId, user_id: ctx.token.userId },
    ...{ progress: 0, host: null, node: null, availability_zone: request.availabilityZone },
    image_id: image?.id ?? null,
    image_properties: JSON.stringify(plan.imageProperties),
    ...{ flavor_id: flavor.id, flavor: JSON.stringify(flavor) },
    ...{ vcpus: flavor.vcpus, memory_mb: flavor.ram },
    ...{ root_gb: flavor.disk, ephemeral_gb: flavor.ephemeral },
    metadata: JSON.stringify(asked.metadata ?? {}),
    ...{ key_name: asked.key_name ?? null, key_data: plan.keyData },
    user_data: asked.user_data ?? null,
    config_drive: isTrue(asked.config_drive) ? 1 : 0,
    access_ip_v4: asked.accessIPv4 ?? null,
    access_ip_v6: asked.accessIPv6 === undefined ? null : canonicalIp(asked.accessIPv6),
    disk_config: diskConfigOf(asked, image),
    root_device_name: rootNameOf(plan.imageProperties),
    launch_index: place.index,
    ...{ locked_by: null, locked_reason: null },
    trusted_image_certificates: certificatesOf(asked),
    server_group_id: plan.serverGroupId,
    request: JSON.stringify(request),
    admin_password: '',
    fault: null,
    is_volume_backed: isVolumeBacked(plan.devices) ? 1 : 0,
    ...{ created_at: now, updated_at: now, launched_at: null, terminated_at: null },
    ...{ deleted_at: null, deleted: 0 },
  }
}

function rootNameOf({ root_device_name: name }: Plan['imageProperties']): string | null {
  return name === undefined ? null : withDev(name)
}

/** @throws 400 where the image does not let its disk be resized */
function diskConfigOf(
  { 'OS-DCF:diskConfig': asked }: Plan['asked'],
  image: Plan['image'],
): 'AUTO' | 'MANUAL' {
  const ofImage = image?.properties['auto_disk_config'] ?? ''
  if (image !== undefined && ofImage.toLowerCase() === 'disabled' && asked === 'AUTO') {
    throw badRequest(`Requested image ${image.id} has automatic disk resize disabled.`)
  }
  return asked ?? (booleanFrom(ofImage) ? 'AUTO' : 'MANUAL')
}

function certificatesOf({ trusted_image_certificates: ids }: Plan['asked']): string | null {
  return ids ? JSON.stringify(ids) : null
}

async function recordCreation({ tx, ctx }: ComputeCall, server: Server): Promise<void> {
  await recordAction(tx, {
    ...{ serverId: server.id, action: 'create', requestId: ctx.requestId },
    ...{ userId: ctx.token.userId, projectId: ctx.projectId, at: server.created_at },
  })
}
