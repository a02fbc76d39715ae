/** What providers have of resource classes. */
import { describe, expect, test } from 'vitest'
import { refusal, usePlacementCloud } from '../../../test/support/placement-cloud.ts'

const my = usePlacementCloud()

const NONE = '00000000-0000-4000-8000-000000000000'
const MAX = 2_147_483_647

const of = (uuid: string, name = '') =>
  `/resource_providers/${uuid}/inventories${name && `/${name}`}`

/** All inventories of a provider, as it is known to be now. */
const replace = async (uuid: string, inventories: object, version?: string) => {
  const resource_provider_generation = await my.generation(uuid)
  return my.admin('PUT', of(uuid), { resource_provider_generation, inventories }, version)
}

const DEFAULTS = { reserved: 0, min_unit: 1, max_unit: MAX, step_size: 1, allocation_ratio: 1 }

test('inventories are added, changed, replaced and deleted, each a generation', async () => {
  const uuid = await my.provider()
  const added = await my.admin('POST', of(uuid), { resource_class: 'DISK_GB', total: 10 })
  expect(added.status).toBe(201)
  expect(added.headers.get('location')).toMatch(new RegExp(`${of(uuid)}/DISK_GB$`))
  expect(added.body).toEqual({ total: 10, ...DEFAULTS, resource_provider_generation: 1 })
  // Ratios are floats, and look like it.
  expect(added.text).toContain('"allocation_ratio": 1.0')
  const more = { resource_provider_generation: 1, total: 20, allocation_ratio: 1.5 }
  const changed = await my.admin('PUT', of(uuid, 'DISK_GB'), more)
  expect(changed.body).toEqual({
    ...{ ...DEFAULTS, total: 20, allocation_ratio: 1.5, resource_provider_generation: 2 },
  })
  const put = await replace(uuid, { VCPU: { total: 4 }, MEMORY_MB: { total: 64, reserved: 8 } })
  expect(Object.keys(put.body.inventories)).toEqual(['VCPU', 'MEMORY_MB'])
  expect(put.body.resource_provider_generation).toBe(3)
  const listed = await my.admin('GET', of(uuid))
  expect(listed.body).toEqual(put.body)
  expect(listed.headers.get('last-modified')).not.toBeNull()
  const { inventories } = listed.body
  const shown = await my.admin('GET', of(uuid, 'VCPU'))
  expect(shown.body).toEqual({ ...inventories.VCPU, resource_provider_generation: 3 })
  expect((await my.admin('DELETE', of(uuid, 'VCPU'))).status).toBe(204)
  expect((await my.admin('DELETE', of(uuid))).status).toBe(204)
  const empty = { resource_provider_generation: 5, inventories: {} }
  expect((await my.admin('GET', of(uuid))).body).toEqual(empty)
})

test('who knows an older generation changes nothing', async () => {
  const uuid = await my.provider({ has: { VCPU: 4 } })
  const old = { resource_provider_generation: 0 }
  const conflict = '409 concurrent_update resource provider generation conflict'
  expect(refusal(await my.admin('PUT', of(uuid), { ...old, inventories: {} }))).toBe(conflict)
  expect(refusal(await my.admin('PUT', of(uuid, 'VCPU'), { ...old, total: 1 }))).toBe(conflict)
  expect((await my.admin('GET', of(uuid, 'VCPU'))).body.total).toBe(4)
})

test('what is used is not taken away, but may become smaller', async () => {
  const uuid = await my.provider({ has: { VCPU: 4, DISK_GB: 4 } })
  await my.claim(uuid, { VCPU: 3 })
  const inUse = `Inventory for 'VCPU' on resource provider '${uuid}' in use.`
  expect(refusal(await my.admin('DELETE', of(uuid, 'VCPU')))).toBe(
    `409 concurrent_update Unable to delete inventory of class VCPU: ${inUse}`,
  )
  expect(refusal(await my.admin('DELETE', of(uuid)))).toBe(`409 inventory.inuse ${inUse}`)
  expect(refusal(await replace(uuid, { DISK_GB: { total: 1 } }))).toBe(
    `409 inventory.inuse update conflict: ${inUse}`,
  )
  expect((await replace(uuid, { VCPU: { total: 1 } })).status).toBe(200)
  expect((await my.admin('GET', `/resource_providers/${uuid}/usages`)).body.usages).toEqual({
    VCPU: 3,
  })
})

describe('an inventory', () => {
  test.each([
    [{ total: 0 }, '1.39', 'JSON does not validate: 0 is less than the minimum of 1'],
    [{ total: MAX + 1 }, '1.39', `${MAX + 1} is greater than the maximum of ${MAX}`],
    [{ total: 1.5 }, '1.39', "1.5 is not of type 'integer'"],
    [{ total: 4, reserved: -1 }, '1.39', '-1 is less than the minimum of 0'],
    [{ total: 4, x: 1 }, '1.39', "Additional properties are not allowed ('x' was unexpected)"],
    [{ total: 4, reserved: 5 }, '1.39', 'The reserved value is greater than total.'],
    [{ total: 4, allocation_ratio: -1 }, '1.39', 'The reserved value is greater than total.'],
    [{ total: 4, reserved: 4 }, '1.25', 'The reserved value is greater than or equal to total.'],
    [{ total: 4, allocation_ratio: 3.5e38 }, '1.39', "{'type': 'number', 'maximum': 3.40282e+38}"],
  ])('is not %j at %s', async (asked, version, message) => {
    const uuid = await my.provider({ has: { VCPU: 4 } })
    const body = { ...asked, resource_provider_generation: 1 }
    const one = await my.admin('PUT', of(uuid, 'VCPU'), body, version)
    expect(refusal(one)).toContain(message)
    const all = await replace(uuid, { VCPU: asked }, version)
    expect(refusal(all)).toContain(message)
    const added = await my.admin('POST', of(uuid), { ...asked, resource_class: 'VGPU' }, version)
    expect(refusal(added)).toContain(message)
    expect([one.status, all.status, added.status]).toEqual([400, 400, 400])
  })

  test('may be reserved as a whole from 1.26 on, and be worth nothing', async () => {
    const uuid = await my.provider()
    expect((await replace(uuid, { VCPU: { total: 4, reserved: 4 } })).status).toBe(200)
    expect((await replace(uuid, { VCPU: { total: 4, allocation_ratio: 0 } })).status).toBe(200)
  })

  test('is of a class that there is, once, and of a provider that there is', async () => {
    const uuid = await my.provider({ has: { VCPU: 4 } })
    const add = (resource_class: string) => my.admin('POST', of(uuid), { resource_class, total: 1 })
    expect(refusal(await add('CUSTOM_NOPE'))).toBe(
      `400 Unable to create inventory for resource provider ${uuid}: No such resource class ` +
        'CUSTOM_NOPE.',
    )
    expect(refusal(await add('VCPU'))).toMatch(/^409 concurrent_update Update conflict: /)
    expect(refusal(await replace(uuid, { NOPE: { total: 1 } }))).toBe(
      `400 Unknown resource class in inventory for resource provider ${uuid}: No such resource class ` +
        'NOPE.',
    )
    const change = { resource_provider_generation: 1, total: 1 }
    expect(refusal(await my.admin('PUT', of(uuid, 'VGPU'), change))).toBe(
      `400 No inventory record with resource class for resource provider ${uuid}: No inventory of ` +
        'class VGPU found.',
    )
    expect(refusal(await my.admin('PUT', of(uuid, 'NOPE'), change))).toBe(
      '404 No such resource class NOPE.',
    )
    const missed = 'No inventory of class VGPU found for delete'
    expect(refusal(await my.admin('DELETE', of(uuid, 'VGPU')))).toBe(`404 ${missed}: ${missed}`)
    expect(refusal(await my.admin('DELETE', of(uuid, 'NOPE')))).toBe(
      '404 No inventory of class NOPE found for delete: No such resource class NOPE.',
    )
    expect(refusal(await my.admin('GET', of(uuid, 'VGPU')))).toBe(
      `404 No inventory of class VGPU for ${uuid}`,
    )
    const none = `No resource provider with uuid ${NONE} found`
    expect(refusal(await my.admin('GET', of(NONE)))).toBe(`404 ${none} : ${none}`)
    expect(refusal(await my.admin('GET', of(NONE, 'VCPU')))).toBe(`404 ${none} : ${none}`)
    for (const [method, path, body] of [
      ['POST', of(NONE), { resource_class: 'VCPU', total: 1 }],
      ['PUT', of(NONE), { resource_provider_generation: 0, inventories: {} }],
      ['PUT', of(NONE, 'VCPU'), change],
      ['DELETE', of(NONE), undefined],
      ['DELETE', of(NONE, 'VCPU'), undefined],
    ] as const) {
      expect(refusal(await my.admin(method, path, body))).toBe(`404 ${none}`)
    }
  })
})

test('all are deleted from 1.5 on; before, the path has no such method', async () => {
  const uuid = await my.provider({ has: { VCPU: 4 } })
  expect(refusal(await my.admin('DELETE', of(uuid), undefined, '1.4'))).toBe('405 ')
  expect((await my.admin('DELETE', of(uuid), undefined, '1.5')).status).toBe(204)
})
