/** Inventories that move to other providers with what is allocated of them. */
import { expect, test } from 'vitest'
import { claimOf, refusal, usePlacementCloud } from '../../../test/support/placement-cloud.ts'

const my = usePlacementCloud()

const NONE = '00000000-0000-4000-8000-000000000000'

const reshape = (body: object, version?: string) => my.service('POST', '/reshaper', body, version)

const inventories = (resource_provider_generation: number, has: object) => ({
  resource_provider_generation,
  inventories: has,
})

test('what is allocated moves with the inventory, in one step', async () => {
  const root = await my.provider({ has: { VCPU: 4, VGPU: 2 } })
  const child = await my.provider({ parent: root })
  const consumer = await my.claim(root, { VCPU: 1, VGPU: 2 })
  const moved = { [root]: { VCPU: 1 }, [child]: { VGPU: 2 } }
  const body = {
    inventories: {
      [root]: inventories(2, { VCPU: { total: 4 } }),
      [child]: inventories(0, { VGPU: { total: 2 } }),
    },
    allocations: { [consumer]: claimOf(moved, my.persona, 1) },
  }
  expect((await reshape(body)).status).toBe(204)
  const used = async (uuid: string) =>
    (await my.admin('GET', `/resource_providers/${uuid}/usages`)).body.usages
  expect([await used(root), await used(child)]).toEqual([{ VCPU: 1 }, { VGPU: 2 }])
  expect(refusal(await reshape(body))).toBe(
    `409 concurrent_update resource provider generation conflict for provider ${root}: actual: 5, ` +
      'given: 2',
  )
})

test('nothing moves where something does not fit', async () => {
  const one = await my.provider({ has: { VCPU: 4 } })
  await my.claim(one, { VCPU: 3 })
  const ask = async (has: object, allocations: object = {}, uuid = one) =>
    refusal(await reshape({ inventories: { [uuid]: inventories(2, has) }, allocations }))
  expect(await ask({ VGPU: { total: 1 } })).toBe(
    `409 inventory.inuse update conflict: Inventory for 'VCPU' on resource provider '${one}' in use.`,
  )
  expect(await ask({ CUSTOM_NOPE: { total: 1 } })).toBe(
    '400 malformed reshaper data: No such resource class CUSTOM_NOPE.',
  )
  const tooMuch = { [crypto.randomUUID()]: claimOf({ [one]: { VCPU: 2 } }, my.persona) }
  expect(await ask({ VCPU: { total: 4 } }, tooMuch)).toMatch(
    /^409 Unable to allocate inventory: Unable to create allocation for 'VCPU'/,
  )
  expect(await ask({ VCPU: { total: 4 } }, {}, NONE)).toBe(
    `400 resource_provider.not_found Resource provider ${NONE} in inventories not found: No resource ` +
      `provider with uuid ${NONE} found`,
  )
  expect(await my.generation(one)).toBe(2)
})

test('only services ask for it, from 1.30 on, with inventories', async () => {
  const body = { inventories: {}, allocations: {} }
  expect(refusal(await reshape(body))).toContain('{} should be non-empty')
  expect((await reshape(body, '1.29')).status).toBe(404)
  expect(refusal(await my.admin('POST', '/reshaper', body))).toBe(
    '403 Policy does not allow placement:reshaper:reshape to be performed.',
  )
})
