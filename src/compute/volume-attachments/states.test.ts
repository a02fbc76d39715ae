/** In which states of a server volumes are attached and detached, and how servers that are shelved have them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { attachedVolumes, type AttachedVolumes } from '../../../test/support/attached-volumes.ts'
import { expectFault } from '../../../test/support/compute.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'
import { changeServer, serverRow, type ServerColumns } from '../../../test/support/server-rows.ts'
import { VM_STATES } from '../servers/server-states.ts'

const my = useServerCloud()
let at: AttachedVolumes
beforeAll(async () => {
  at = await attachedVolumes(my)
})

const ALLOWED = new Set(['active', 'paused', 'stopped', 'resized', 'soft-delete', 'shelved'])
const OFFLOADED: ServerColumns = { vm_state: 'shelved_offloaded', host: null, node: null }

/** A server of demo's that has a volume. */
async function withVolume(columns: ServerColumns = {}): Promise<{ id: string; volumeId: string }> {
  const id = await serverRow(my.cloud, my.persona)
  const volumeId = await at.volume()
  const got = await at.attach(id, { volumeId })
  expect(got.status, got.text).toBe(200)
  await my.cloud.settled()
  await changeServer(my.cloud, id, columns)
  return { id, volumeId }
}

describe.each(VM_STATES.filter((state) => state !== 'deleted' && state !== 'shelved_offloaded'))(
  'a server that is %s',
  (vm_state) => {
    test('takes volumes, and lets go of them, or refuses both in words', async () => {
      const { id, volumeId } = await withVolume({ vm_state })
      const other = await at.volume()
      const refused = (name: string) =>
        `Cannot '${name}' instance ${id} while it is in vm_state ${vm_state}`
      const attach = await at.attach(id, { volumeId: other })
      const detach = await at.detach(id, volumeId)
      if (ALLOWED.has(vm_state)) {
        expect([attach.status, detach.status]).toEqual([200, 202])
      } else {
        expectFault(attach, 409, refused('attach_volume'))
        expectFault(detach, 409, refused('detach_volume'))
      }
      await my.cloud.settled()
      const [mine, theirs] = [await at.shown(other), await at.shown(volumeId)]
      const isDone = ALLOWED.has(vm_state)
      expect([mine.status, theirs.status]).toEqual(
        isDone ? ['in-use', 'available'] : ['available', 'in-use'],
      )
    })
  },
)

test('a server that something is done to refuses both', async () => {
  const { id, volumeId } = await withVolume({ task_state: 'rebooting' })
  const other = await at.volume()
  const refused = (name: string) =>
    `Cannot '${name}' instance ${id} while it is in task_state rebooting`
  expectFault(await at.attach(id, { volumeId: other }), 409, refused('attach_volume'))
  expectFault(await at.detach(id, volumeId), 409, refused('detach_volume'))
})

test('a server that is locked refuses both, unless an administrator asks', async () => {
  const { id, volumeId } = await withVolume({ locked_by: 'owner' })
  const other = await at.volume()
  const locked = `Instance ${id} is locked`
  expectFault(await at.attach(id, { volumeId: other }), 409, locked)
  expectFault(await at.detach(id, volumeId), 409, locked)
  const path = `/servers/${id}/os-volume_attachments/${volumeId}`
  expect((await my.admin.send('DELETE', path)).status).toBe(202)
})

describe('a server that is shelved', () => {
  test.each(['shelved', 'shelved_offloaded'] as const)(
    '%s, has none before 2.20',
    async (vm_state) => {
      const columns = vm_state === 'shelved' ? { vm_state } : OFFLOADED
      const { id, volumeId } = await withVolume(columns)
      const other = await at.volume()
      const refused = (name: string) =>
        `Cannot '${name}' instance ${id} while it is in vm_state ${vm_state}`
      expectFault(await at.attach(id, { volumeId: other }, '2.19'), 409, refused('attach_volume'))
      const path = `/servers/${id}/os-volume_attachments/${volumeId}`
      expectFault(
        await my.demo.send('DELETE', path, undefined, '2.19'),
        409,
        refused('detach_volume'),
      )
    },
  )

  test('and on no host, has a volume at once, by no name yet', async () => {
    const { id, volumeId } = await withVolume(OFFLOADED)
    const other = await at.volume()
    const got = await at.attach(id, { volumeId: other, device: '/dev/vdb' })
    expect(got.body).toEqual({
      volumeAttachment: {
        ...{ id: other, serverId: id, volumeId: other, device: null, tag: null },
        delete_on_termination: false,
      },
    })
    expect((await at.shown(other)).status).toBe('in-use')
    expect((await at.show(id, other)).body.volumeAttachment).not.toHaveProperty('device')
    for (const one of [other, volumeId]) expect((await at.detach(id, one)).status).toBe(202)
    expect((await at.shown(other)).status).toBe('available')
    expect((await at.shown(volumeId)).status).toBe('available')
  })

  test('and on no host, has no tags and no volumes that others have', async () => {
    const id = await serverRow(my.cloud, my.persona, OFFLOADED)
    const volumeId = await at.volume()
    expectFault(
      await at.attach(id, { volumeId, tag: 'x' }),
      400,
      'Tagged volume attachment is not supported for shelved-offloaded instances.',
    )
    const shared = await at.volume({ volume_type: await at.sharedType() })
    expectFault(
      await at.attach(id, { volumeId: shared }),
      400,
      'Attaching multiattach volumes is not supported for shelved-offloaded instances.',
    )
  })
})
