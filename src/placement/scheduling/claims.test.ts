/** Whatever servers and migrations claim, hand on and give back, nothing is lost or given twice. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import { schedulingEnv } from '../../../test/support/scheduling.ts'
import type { ComputeEnv } from '../../compute/operation.ts'

const HOSTS = ['a', 'b']
const CONSUMERS = ['1', '2', '3', '4']

const steps = fc.array(
  fc.record({
    what: fc.constantFrom('claim', 'release', 'transfer'),
    host: fc.nat(HOSTS.length - 1),
    vcpus: fc.integer({ min: 1, max: 140 }),
    from: fc.constantFrom(...CONSUMERS),
    to: fc.constantFrom(...CONSUMERS),
  }),
  { maxLength: 12 },
)

async function stored({ database }: ComputeEnv) {
  return database.read(async (tx) => {
    const allocations = await tx.db.selectFrom('resource_allocations').selectAll().execute()
    const inventories = await tx.db
      .selectFrom('provider_inventories')
      .selectAll()
      .where('resource_class', '=', 'VCPU')
      .orderBy('provider_id')
      .execute()
    const consumers = await tx.db.selectFrom('resource_consumers').select('uuid').execute()
    return { allocations, inventories, consumers: consumers.map(({ uuid }) => uuid).sort() }
  })
}

describe.each(BACKENDS)('$name', (backend) => {
  test('what is used is what consumers have, and never more than there is', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), HOSTS)
    const { placement } = env.facades
    const uuids = await env.database.read(async (tx) =>
      (await tx.db.selectFrom('resource_providers').select('uuid').orderBy('id').execute()).map(
        ({ uuid }) => uuid,
      ),
    )
    const consumer = (uuid: string) => ({ uuid, projectId: 'p', userId: 'u' })
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const has = new Map<string, { host: number; vcpus: number }>()
        for (const { what, host, vcpus, from, to } of all) {
          const used = [...has.values()].filter((one) => one.host === host)
          const room = 128 - used.reduce((sum, one) => sum + one.vcpus, 0)
          const isFree = !has.has(to)
          await env.database.write(async (tx) => {
            if (what === 'release') await placement.release(tx, from)
            if (what === 'claim') {
              const claimed = await placement.claim(tx, consumer(to), {
                [uuids[host]!]: { VCPU: vcpus, MEMORY_MB: 1 },
              })
              expect(claimed).toBe(isFree && vcpus <= Math.min(room, 32))
              if (claimed) has.set(to, { host, vcpus })
            }
            if (what === 'transfer') {
              const moved = await placement.transfer(tx, from, consumer(to))
              expect(moved).toBe(has.has(from) && isFree)
              if (moved) has.set(to, has.get(from)!)
              if (moved) has.delete(from)
            }
          })
          if (what === 'release') has.delete(from)
        }
        const { allocations, inventories, consumers } = await stored(env)
        expect(consumers).toEqual([...has.keys()].sort())
        expect(allocations).toHaveLength(2 * has.size)
        const sums = HOSTS.map((_, host) =>
          [...has.values()].reduce((sum, one) => sum + (one.host === host ? one.vcpus : 0), 0),
        )
        expect(inventories.map(({ used }) => used)).toEqual(sums)
        await env.database.write(async (tx) => {
          for (const uuid of CONSUMERS) await placement.release(tx, uuid)
        })
      }),
      { numRuns: 15 },
    )
  })
})
