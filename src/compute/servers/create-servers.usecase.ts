/**
 * New servers: whether they may be, in the order of the real service, and their rows. Where they go
 * is for `place-servers.usecase.ts`. Source: openstack/nova nova/compute/api.py (_create_instance).
 */
import type { RequestContext } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { ImageHead } from '../../image/facade.ts'
import { askedDevices, type AskedDevices } from '../block-devices/asked-devices.ts'
import { rootDevice, type PlannedDevice } from '../block-devices/block-device.ts'
import { plannedDevices } from '../block-devices/planned-devices.ts'
import { bootImage } from '../block-devices/prepare-devices.usecase.ts'
import { findFlavor } from '../flavors/flavors.store.ts'
import { findKeypair } from '../keypairs/keypairs.store.ts'
import type { ComputeCall } from '../operation.ts'
import {
  refuseTooManyFiles,
  refuseTooMuchMetadata,
  takeServerQuota,
} from '../quotas/take-quota.usecase.ts'
import { requestedGroup, takeGroupMembers } from '../server-groups/server-groups.usecase.ts'
import { zonesOf } from '../services/compute-service.ts'
import { listServices } from '../services/services.store.ts'
import type { CreateBody, ServerAsked } from './create.schemas.ts'
import { insertServers } from './insert-servers.usecase.ts'
import { countsOf, flavorIdOf, noSuchFlavor, refuseUnfit } from './new-server.ts'
import { networksOf, refuseSharing, type NetworksWanted } from './requested-networks.ts'
import type { Plan } from './plan.ts'
import { isNamed, parseZone, type ServerRequest } from './server-request.ts'
import { serverFlavor, type Server, type ServerFlavor } from './server.ts'
import * as policies from './servers.policies.ts'

/**
 * As many servers as the quotas allow, of those that are wanted at most.
 * @throws Fault 400, 403, 409; PolicyRefusal
 */
export async function createServers(call: ComputeCall, body: CreateBody): Promise<Server[]> {
  const { least, most } = countsOf(body.server)
  const wanted = readRequest(call.ctx, body)
  const asked = devicesAsked(call.ctx, body.server)
  const flavor = await flavorOf(call, body.server)
  if (most > 1) refuseForSeveral(body.server, wanted.networks)
  await requireZone(call, wanted)
  const image = await imageOf(call, body.server)
  const client = call.env.facades.network.as(call.ctx)
  const groups = await client.groupsNamed(call.tx, groupNames(body.server))
  const room = await client.validate(call.tx, wanted.networks, { least, most })
  const keyData = await keyDataOf(call, body.server)
  const boot = image ?? (await bootImage(call, asked))
  const imageProperties = textsOf(boot?.properties ?? {})
  const devices = plannedDevices(asked, {
    ...{ imageId: image?.id, imageProperties, flavor },
    maxCount: room,
  })
  await refuseTooMuch(call, body.server)
  if (boot !== undefined) {
    const mayBeZero = call.ctx.allows(policies.CREATE_ZERO_DISK_FLAVOR)
    refuseUnfit(boot, flavor, { ...rootOf(devices), mayBeZero })
  }
  const group = await requestedGroup(call, wanted.hints?.group)
  const plan: Plan = {
    ...{ asked: body.server, flavor, image, imageProperties, devices },
    ...{ keyData, serverGroupId: group?.id ?? null },
    request: { ...wanted, groups },
  }
  const count = await takeServerQuota(call.tx, ownerOf(call), {
    ...{ min: least, max: room, cores: flavor.vcpus, ram: flavor.ram },
  })
  if (group) await takeGroupMembers(call.tx, ownerOf(call), group.id, count)
  return insertServers(call, plan, count)
}

type Wanted = Omit<ServerRequest, 'groups'>

/** What the request says, and whether the caller may say it. @throws Fault 400; PolicyRefusal */
function readRequest(ctx: RequestContext, body: CreateBody): Wanted {
  const { server } = body
  if (server.trusted_image_certificates) ctx.authorize(policies.CREATE_TRUSTED_CERTS)
  const { availabilityZone, forced } = parseZone(server.availability_zone)
  if (isNamed(forced)) ctx.authorize(policies.CREATE_FORCED_HOST)
  const requested = { host: server.host, node: server.hypervisor_hostname }
  if (isNamed(requested)) {
    ctx.authorize(policies.REQUESTED_DESTINATION)
    if (isNamed(forced)) {
      throw badRequest(
        'One mechanism with host and/or hypervisor_hostname and another mechanism with ' +
          'zone:host:node are mutually exclusive.',
      )
    }
  }
  const networks = networksOf(server.networks)
  if (networks !== 'none' && networks.length > 0) ctx.authorize(policies.CREATE_ATTACH_NETWORK)
  const hints = body['os:scheduler_hints'] ?? body['OS-SCH-HNT:scheduler_hints'] ?? null
  return { availabilityZone, forced, requested, networks, hints }
}

/** @throws Fault 400 */
async function keyDataOf({ tx, ctx }: ComputeCall, asked: ServerAsked): Promise<string | null> {
  if (asked.key_name === undefined) return null
  const keypair = await findKeypair(tx, ctx.token.userId, asked.key_name)
  if (keypair === undefined) throw badRequest('Invalid key_name provided.')
  return keypair.publicKey
}

/** @throws Fault 403 */
async function refuseTooMuch(call: ComputeCall, asked: ServerAsked): Promise<void> {
  const { metadata = {}, personality = [] } = asked
  const owner = ownerOf(call)
  await refuseTooMuchMetadata(call.tx, owner, Object.keys(metadata).length)
  const files = personality.map(({ path, contents = '' }) => {
    if (path === undefined) throw badRequest("Bad personality format: missing 'path'")
    return { path, bytes: contents.length }
  })
  await refuseTooManyFiles(call.tx, owner, files)
}

function ownerOf({ ctx }: ComputeCall) {
  return { projectId: ctx.projectId, userId: ctx.token.userId }
}

/** @throws Fault 400; PolicyRefusal */
function devicesAsked(ctx: RequestContext, server: ServerAsked): AskedDevices {
  const asked = askedDevices(server)
  if (asked.devices.length > 0) ctx.authorize(policies.CREATE_ATTACH_VOLUME)
  else if (!server.imageRef) throw badRequest('Missing imageRef attribute')
  return asked
}

/** A volume of its own, or one that is made of the image, or a disk of the host. */
function rootOf(devices: readonly PlannedDevice[]) {
  const root = rootDevice(devices)
  const isRootVolume = root?.destination === 'volume'
  return { isVolume: isRootVolume, volumeGib: (isRootVolume && root.size) || undefined }
}

/** Those without a value say nothing. */
function textsOf(properties: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  )
}

async function flavorOf({ tx, ctx }: ComputeCall, asked: ServerAsked): Promise<ServerFlavor> {
  const id = flavorIdOf(asked)
  const viewer = { isAdmin: ctx.isAdmin, projectId: ctx.token.projectId }
  const flavor = await findFlavor(tx, viewer, id)
  if (flavor === undefined) throw noSuchFlavor(id)
  return serverFlavor(flavor)
}

function refuseForSeveral({ hostname }: ServerAsked, networks: NetworksWanted): void {
  refuseSharing(networks)
  if (hostname !== undefined) {
    throw badRequest('Unable to allocate a single hostname to multiple instances')
  }
}

async function requireZone(
  { tx }: ComputeCall,
  { availabilityZone, forced }: Wanted,
): Promise<void> {
  if (availabilityZone === null || forced.host !== undefined) return
  const { available } = zonesOf(await listServices(tx))
  if (!available.includes(availabilityZone)) {
    throw badRequest('The requested availability zone is not available')
  }
}

async function imageOf(call: ComputeCall, asked: ServerAsked): Promise<ImageHead | undefined> {
  const { imageRef, trusted_image_certificates: certificates } = asked
  if (imageRef) return findImage(call, imageRef)
  if (certificates) {
    throw badRequest('Image certificate validation is not supported when booting from volume')
  }
  return undefined
}

async function findImage({ tx, ctx, env }: ComputeCall, id: string): Promise<ImageHead> {
  const image = await env.facades.image.as(ctx).find(tx, id)
  if (image === undefined) throw badRequest('Can not find requested image')
  return image
}

function groupNames({ security_groups: groups = [] }: ServerAsked): string[] {
  return [...new Set(groups.flatMap(({ name }) => name ?? []))]
}
