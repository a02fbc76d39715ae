/** What is shown of a server, key for key, from version to version, to members and administrators. */
import { beforeAll, describe, expect, test } from 'vitest'
import { expectFault, type Nova } from '../../../test/support/compute.ts'
import { NEWEST, useServerCloud } from '../../../test/support/server-cloud.ts'
import { changeServer, serverRow } from '../../../test/support/server-rows.ts'

const my = useServerCloud()

let id: string
beforeAll(async () => {
  id = await my.server({ networks: [{ uuid: my.networkIds.private }] })
})

const shown = async (as: Nova, version: string, path = `/servers/${id}`) => {
  const { body } = await as.get(path, version)
  return body.server ?? body.servers[0]
}

const HOST = 'OS-EXT-SRV-ATTR:'

/** The second number of the version that brought each key, in their order. */
const FIRST: Record<string, number> = {
  ...since(1, 'accessIPv4', 'accessIPv6', 'addresses', 'created', 'flavor', 'hostId', 'id'),
  ...since(1, 'image', 'links', 'metadata', 'name', 'status', 'tenant_id', 'user_id', 'updated'),
  ...since(1, 'OS-DCF:diskConfig', 'progress', 'OS-EXT-AZ:availability_zone', 'config_drive'),
  ...since(1, 'key_name', 'OS-SRV-USG:launched_at', 'OS-SRV-USG:terminated_at'),
}
const GROUPS = since(1, 'security_groups')
const FOR_ADMINS = {
  ...since(1, `${HOST}host`, `${HOST}instance_name`, `${HOST}hypervisor_hostname`),
  ...since(3, `${HOST}hostname`, `${HOST}kernel_id`, `${HOST}launch_index`, `${HOST}ramdisk_id`),
  ...since(3, `${HOST}reservation_id`, `${HOST}root_device_name`, `${HOST}user_data`),
}
const STATES = {
  ...since(1, 'OS-EXT-STS:task_state', 'OS-EXT-STS:vm_state', 'OS-EXT-STS:power_state'),
  ...since(1, 'os-extended-volumes:volumes_attached'),
  ...since(9, 'locked'),
}
const STATUS = since(16, 'host_status')
const TEXTS = {
  ...since(19, 'description'),
  ...since(26, 'tags'),
  ...since(63, 'trusted_image_certificates'),
}
const IN_GROUPS = since(71, 'server_groups')
const REASON = since(73, 'locked_reason')
const HOSTNAME = since(90, `${HOST}hostname`)
const REQUEST = { ...since(96, 'pinned_availability_zone'), ...since(100, 'scheduler_hints') }

function since(minor: number, ...keys: string[]): Record<string, number> {
  return Object.fromEntries(keys.map((key) => [key, minor]))
}

const ADMINS = {
  ...{ ...FIRST, ...GROUPS, ...FOR_ADMINS, ...STATES, ...STATUS, ...TEXTS, ...IN_GROUPS },
  ...{ ...REASON, ...REQUEST },
}
const MEMBERS = {
  ...{ ...FIRST, ...GROUPS, ...STATES, ...TEXTS, ...IN_GROUPS, ...REASON, ...HOSTNAME },
  ...REQUEST,
}
const ADMINS_LIST = {
  ...{ ...FIRST, ...FOR_ADMINS, ...STATES, ...TEXTS, ...REASON, ...REQUEST, ...STATUS },
  ...GROUPS,
}
const MEMBERS_LIST = {
  ...{ ...FIRST, ...STATES, ...TEXTS, ...REASON, ...HOSTNAME, ...REQUEST, ...GROUPS },
}

const MINORS = [1, 2, 3, 8, 9, 15, 16, 19, 26, 47, 63, 71, 73, 75, 90, 96, 98, 100, 104]
const keysAt = (minor: number, keys: Record<string, number>) =>
  Object.keys(keys).filter((key) => keys[key]! <= minor)

describe('a server shows', () => {
  test.each(MINORS)('at 2.%i what there was by then, in the order of upstream', async (minor) => {
    const keys = async (as: Nova, path?: string) => Object.keys(await shown(as, `2.${minor}`, path))
    expect(await keys(my.admin)).toEqual(keysAt(minor, ADMINS))
    expect(await keys(my.demo)).toEqual(keysAt(minor, MEMBERS))
    expect(await keys(my.reader)).toEqual(keysAt(minor, MEMBERS))
    const all = '/servers/detail?all_tenants=1'
    expect(await keys(my.admin, all)).toEqual(keysAt(minor, ADMINS_LIST))
    expect(await keys(my.demo, '/servers/detail')).toEqual(keysAt(minor, MEMBERS_LIST))
  })

  test('its flavor by id until 2.46, and by what it is since', async () => {
    const before = (await shown(my.demo, '2.46')).flavor
    expect(before).toEqual({ id: '1', links: [{ rel: 'bookmark', href: expect.any(String) }] })
    expect((await shown(my.demo, '2.47')).flavor).toEqual({
      ...{ vcpus: 1, ram: 512, disk: 1, ephemeral: 0, swap: 0 },
      ...{ original_name: 'm1.tiny', extra_specs: { 'hw_rng:allowed': 'True' } },
    })
  })

  test('properties of its image since 2.98', async () => {
    expect(await shown(my.demo, '2.97')).not.toHaveProperty('image.properties')
    expect((await shown(my.demo, '2.98')).image.properties).toEqual(expect.any(Object))
  })

  test('no progress and a fault where it failed, with details for administrators', async () => {
    const fault = {
      ...{ code: 500, created: '2026-01-01T00:00:00.000Z', message: 'No valid host was found. ' },
      details: 'where',
    }
    const failed = await serverRow(my.cloud, my.persona, {
      ...{
        vm_state: 'error',
        power_state: 0,
        host: null,
        node: null,
        fault: JSON.stringify(fault),
      },
      availability_zone: 'asked',
    })
    const mine = await shown(my.demo, NEWEST, `/servers/${failed}`)
    expect(mine).toMatchObject({
      ...{ status: 'ERROR', hostId: '', 'OS-EXT-AZ:availability_zone': 'asked' },
      fault: { code: 500, created: '2026-01-01T00:00:00Z', message: 'No valid host was found. ' },
    })
    expect(mine.fault).not.toHaveProperty('details')
    expect(mine).not.toHaveProperty('progress')
    const theirs = await shown(my.admin, NEWEST, `/servers/${failed}`)
    expect(theirs).toMatchObject({ fault: { details: 'where' }, host_status: '' })
    await changeServer(my.cloud, failed, { vm_state: 'active' })
    const mended = await shown(my.demo, NEWEST, `/servers/${failed}`)
    expect(mended).toMatchObject({ status: 'ACTIVE', progress: 0 })
    expect(mended).not.toHaveProperty('fault')
  })

  test('nothing to strangers, and nothing to who asks by what there is not', async () => {
    const missing = `Instance ${id} could not be found.`
    expectFault(await my.stranger.get(`/servers/${id}`), 404, missing)
    expect((await my.demo.get(`/servers/${id}?bogus=1`, '2.101')).status).toBe(200)
    expect((await my.demo.get(`/servers/${id}?bogus=1`, '2.102')).status).toBe(400)
  })
})
