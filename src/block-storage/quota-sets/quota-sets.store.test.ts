import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import type { Database } from '../../storage/database.ts'
import { setLimits } from './limits.store.ts'
import { release, reserve, usageOf, type Demand } from './quota-sets.store.ts'
import { ALL_TYPES } from './quotas.ts'

const TYPE = 'type-1'

function demand(amounts: Demand['amounts'], more: Partial<Demand> = {}): Demand {
  return { projectId: 'p', volumeTypeId: TYPE, amounts, ...more }
}

function take(database: Database, asked: Demand): Promise<void> {
  return database.write((tx) => reserve(tx, asked))
}

function limit(database: Database, resource: string, volumeTypeId: string, value: number) {
  const to = { name: resource, resource, volumeTypeId, fallback: -1 }
  return database.write((tx) => setLimits(tx, 'p', [{ to, limit: value }]))
}

async function used(database: Database): Promise<Record<string, number>> {
  return Object.fromEntries(await database.read((tx) => usageOf(tx, 'p')))
}

async function outcomes(
  demands: readonly Promise<void>[],
): Promise<{ met: number; why: Set<string> }> {
  const settled = await Promise.allSettled(demands)
  const refused = settled.filter((one) => one.status === 'rejected')
  return {
    met: settled.length - refused.length,
    why: new Set(refused.map((one) => (one.reason as Error).message)),
  }
}

describe.each(BACKENDS)('$name', (backend) => {
  test('what is taken counts for the project and for the type', async () => {
    const database = await freshDatabase(backend)
    await take(database, demand({ volumes: 1, gigabytes: 5 }))
    await take(database, demand({ volumes: 1, gigabytes: 2 }))
    const counted = { 'volumes/': 2, 'volumes/type-1': 2, 'gigabytes/': 7, 'gigabytes/type-1': 7 }
    expect(await used(database)).toEqual(counted)
  })

  test('snapshots count for the type, backups and groups have none', async () => {
    const database = await freshDatabase(backend)
    await take(database, demand({ snapshots: 1, gigabytes: 5 }))
    await take(database, {
      projectId: 'p',
      amounts: { backups: 1, backup_gigabytes: 2, groups: 1 },
    })
    expect(await used(database)).toEqual({
      'snapshots/': 1,
      'snapshots/type-1': 1,
      'gigabytes/': 5,
      'gigabytes/type-1': 5,
      'backups/': 1,
      'backup_gigabytes/': 2,
      'groups/': 1,
    })
  })

  test('what changes its type counts for the types alone', async () => {
    const database = await freshDatabase(backend)
    const volume = { volumes: 1, gigabytes: 5 }
    await take(database, demand(volume))
    await database.write(async (tx) => {
      await reserve(tx, demand(volume, { volumeTypeId: 'type-2', ofTypeOnly: true }))
      await release(tx, demand(volume, { ofTypeOnly: true }))
    })
    expect(await used(database)).toEqual({
      'volumes/': 1,
      'volumes/type-1': 0,
      'volumes/type-2': 1,
      'gigabytes/': 5,
      'gigabytes/type-1': 0,
      'gigabytes/type-2': 5,
    })
  })

  test('what is given back is free again, and never counts below nothing', async () => {
    const database = await freshDatabase(backend)
    await take(database, demand({ volumes: 1, gigabytes: 5 }))
    for (let times = 0; times < 2; times++) {
      await database.write((tx) => release(tx, demand({ volumes: 1, gigabytes: 5 })))
    }
    expect(new Set(Object.values(await used(database)))).toEqual(new Set([0]))
  })

  test('of 50 at once exactly as many get through as the quota has room for', async () => {
    const database = await freshDatabase(backend)
    // Volumes alone: counting gigabytes first would make the others wait, and hide a lost update.
    const demands = Array.from({ length: 50 }, () => take(database, demand({ volumes: 1 })))
    expect(await outcomes(demands)).toEqual({
      met: 10,
      why: new Set([
        "VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded for quota 'volumes'.",
      ]),
    })
    expect(await used(database)).toEqual({ 'volumes/': 10, 'volumes/type-1': 10 })
  })

  test('takers and givers at once leave what is there counted', async () => {
    const database = await freshDatabase(backend)
    await limit(database, 'volumes', ALL_TYPES, 5)
    const turns = Array.from({ length: 20 }, async () => {
      await take(database, demand({ volumes: 1, gigabytes: 3 }))
      await database.write((tx) => release(tx, demand({ volumes: 1, gigabytes: 3 })))
    })
    await Promise.allSettled(turns)
    expect(new Set(Object.values(await used(database)))).toEqual(new Set([0]))
  })

  test('a demand that fails takes nothing', async () => {
    const database = await freshDatabase(backend)
    await take(database, demand({ volumes: 1, gigabytes: 900 }))
    await expect(take(database, demand({ volumes: 1, gigabytes: 200 }))).rejects.toThrow(
      'Requested 200G, quota is 1000G and 900G has been consumed.',
    )
    expect(await used(database)).toMatchObject({ 'volumes/': 1, 'gigabytes/': 900 })
  })

  test('the limit of a type is a limit too', async () => {
    const database = await freshDatabase(backend)
    await database.write(async (tx) => {
      const row = { name: 'fast', description: null, is_public: 1, updated_at: null }
      const created_at = '2026-01-01T00:00:00.000Z'
      await tx.db
        .insertInto('volume_types')
        .values({ ...row, id: TYPE, created_at })
        .execute()
    })
    await limit(database, 'volumes', TYPE, 1)
    await take(database, demand({ volumes: 1, gigabytes: 1 }))
    await expect(take(database, demand({ volumes: 1, gigabytes: 1 }))).rejects.toThrow(
      "VolumeLimitExceeded: Maximum number of volumes allowed (1) exceeded for quota 'volumes_fast'.",
    )
    const other = demand({ volumes: 1, gigabytes: 1 }, { volumeTypeId: 'type-2' })
    await expect(take(database, other)).resolves.toBeUndefined()
  })

  test('the project has its own limit, or that of the default class', async () => {
    const database = await freshDatabase(backend)
    await database.write(async (tx) => {
      const row = { class_name: 'default', resource: 'volumes', volume_type_id: ALL_TYPES }
      await tx.db
        .insertInto('quota_classes')
        .values({ ...row, hard_limit: 0 })
        .execute()
    })
    await expect(take(database, demand({ volumes: 1 }))).rejects.toThrow('allowed (0)')
    await limit(database, 'volumes', ALL_TYPES, 1)
    await take(database, demand({ volumes: 1 }))
    await expect(take(database, demand({ volumes: 1 }))).rejects.toThrow('allowed (1)')
  })

  test('a volume larger than one may be is refused before anything is counted', async () => {
    const database = await freshDatabase(backend)
    await limit(database, 'per_volume_gigabytes', ALL_TYPES, 5)
    const asked = demand({ volumes: 1, gigabytes: 6 }, { volumeSize: 6 })
    await expect(take(database, asked)).rejects.toThrow('VolumeSizeExceedsLimit')
    expect(await used(database)).toEqual({})
  })

  test('without a limit the count still stops at what a column holds', async () => {
    const database = await freshDatabase(backend)
    await limit(database, 'gigabytes', ALL_TYPES, -1)
    await take(database, demand({ gigabytes: 2_147_483_647 }))
    await expect(take(database, demand({ gigabytes: 1 }))).rejects.toThrow('QuotaUsageOverflow')
    const beyond = demand({ gigabytes: 2_147_483_648 })
    await expect(take(database, beyond)).rejects.toThrow('QuotaUsageOverflow')
  })
})
