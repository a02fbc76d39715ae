/** Claims at once on real databases: what is allocated is never more than there is. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SHARED_BACKENDS } from '../../../test/support/databases.ts'
import {
  claimOf,
  placementCloud,
  type PlacementCloud,
} from '../../../test/support/placement-cloud.ts'

const CLIENTS = 64

async function used(my: PlacementCloud, provider: string): Promise<Record<string, number>> {
  return (await my.admin('GET', `/resource_providers/${provider}/usages`)).body.usages
}

describe.each(SHARED_BACKENDS)('$name', (backend) => {
  test(`of ${CLIENTS} that claim at once as many win as there is room for`, async () => {
    const my = await placementCloud({ hosts: [], database: await backend.url('cloud') })
    await using _ = my.cloud
    const [one, two] = [
      await my.provider({ has: { VCPU: 20 } }),
      await my.provider({ has: { MEMORY_MB: 30 } }),
    ]
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, (_each, index) => {
        // Some name the providers the other way round: nobody waits for each other.
        const parts = [
          [one, { VCPU: 1 }],
          [two, { MEMORY_MB: 1 }],
        ] as const
        const wanted = Object.fromEntries(index % 2 === 0 ? parts : parts.toReversed())
        return my.admin('PUT', `/allocations/${crypto.randomUUID()}`, claimOf(wanted, my.persona))
      }),
    )
    const counted = Object.groupBy(answers, ({ status }) => String(status))
    expect([counted['204']?.length, counted['409']?.length]).toEqual([20, CLIENTS - 20])
    expect([await used(my, one), await used(my, two)]).toEqual([{ VCPU: 20 }, { MEMORY_MB: 20 }])
    expect(await my.generation(one)).toBe(21)
    // Of those who write one consumer at once, each knows what the one before has made of it.
    const consumer = crypto.randomUUID()
    const same = await Promise.all(
      Array.from({ length: 8 }, () =>
        my.admin(
          'PUT',
          `/allocations/${consumer}`,
          claimOf({ [two]: { MEMORY_MB: 1 } }, my.persona),
        ),
      ),
    )
    expect(same.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(await used(my, two)).toEqual({ MEMORY_MB: 21 })
  })

  test('whatever is claimed and given back, usage is the sum of what consumers have', async () => {
    const my = await placementCloud({ hosts: [], database: await backend.url('cloud') })
    await using _ = my.cloud
    const providers = [
      await my.provider({ has: { VCPU: 5, VGPU: 3 } }),
      await my.provider({ has: { VCPU: 4 } }),
    ]
    const capacity: Record<string, number> = { '0 VCPU': 5, '0 VGPU': 3, '1 VCPU': 4 }
    const step = fc.record({
      consumer: fc.nat({ max: 3 }),
      amounts: fc.dictionary(
        fc.constantFrom('0 VCPU', '0 VGPU', '1 VCPU'),
        fc.integer({ min: 1, max: 4 }),
        { maxKeys: 3 },
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const consumers = [0, 1, 2, 3].map(() => ({ uuid: crypto.randomUUID(), generation: 0 }))
        const model = consumers.map((): Record<string, number> => ({}))
        const sumOf = (key: string, but?: number) =>
          model.reduce((sum, has, index) => sum + (index === but ? 0 : (has[key] ?? 0)), 0)
        for (const { consumer: at, amounts } of steps) {
          const consumer = consumers[at]!
          const wanted: Record<string, Record<string, number>> = {}
          for (const [key, amount] of Object.entries(amounts)) {
            const [index, name] = key.split(' ') as [string, string]
            Object.assign((wanted[providers[Number(index)]!] ??= {}), { [name]: amount })
          }
          const known = Object.keys(model[at]!).length > 0 ? consumer.generation : null
          const body = claimOf(wanted, my.persona, known)
          const got = await my.admin('PUT', `/allocations/${consumer.uuid}`, body)
          const fits = Object.entries(amounts).every(
            ([key, amount]) => sumOf(key, at) + amount <= capacity[key]!,
          )
          expect(got.status, got.text).toBe(fits ? 204 : 409)
          if (fits) {
            model[at] = amounts
            consumer.generation = (known ?? 0) + 1
          }
          const usages = await Promise.all(providers.map((uuid) => used(my, uuid)))
          const keys = Object.keys(capacity)
          expect(keys.map((key) => usages[Number(key[0])]![key.slice(2)])).toEqual(
            keys.map((key) => sumOf(key)),
          )
        }
        for (const { uuid } of consumers) await my.admin('DELETE', `/allocations/${uuid}`)
      }),
      { numRuns: 12 },
    )
  })
})
