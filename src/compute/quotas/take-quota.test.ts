import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import type { Database } from '../../storage/database.ts'
import { setLimits, setLimitsOfClass } from './limits.store.ts'
import { DEFAULT_CLASS, type QuotaResource, type WantedServers } from './quota.ts'
import { recountServer, takeServerQuota } from './take-quota.usecase.ts'
import { heldBy } from './usage.store.ts'

const ANN = { projectId: 'p', userId: 'ann' }
const BOB = { projectId: 'p', userId: 'bob' }
const ONE: WantedServers = { cores: 2, ram: 64, min: 1, max: 1 }

const take = (database: Database, owner = ANN, wanted: Partial<WantedServers> = {}) =>
  database.write((tx) => takeServerQuota(tx, owner, { ...ONE, ...wanted }))

const limit = (
  database: Database,
  userId: string,
  limits: Partial<Record<QuotaResource, number>>,
) =>
  database.write((tx) =>
    setLimits(
      tx,
      { projectId: 'p', userId },
      new Map(Object.entries(limits) as [QuotaResource, number][]),
    ),
  )

const held = (database: Database, owner = ANN) => database.read((tx) => heldBy(tx, owner))

type Counted = Parameters<typeof recountServer>[1]

const ROW: Counted = {
  ...{ project_id: 'p', user_id: 'ann', vcpus: 2, memory_mb: 64 },
  ...{ vm_state: 'active', task_state: null, deleted: 0 },
}

describe.each(BACKENDS)('$name', (backend) => {
  test('what servers hold counts for the project and for the user', async () => {
    const database = await freshDatabase(backend)
    await take(database, ANN, { max: 3 })
    await take(database, BOB)
    expect(await held(database)).toEqual({
      project: { instances: 4, cores: 8, ram: 256 },
      user: { instances: 3, cores: 6, ram: 192 },
    })
    expect((await held(database, { projectId: 'q', userId: 'ann' })).project.instances).toBe(0)
  })

  test('fewer are counted where fewer fit, and none where none does', async () => {
    const database = await freshDatabase(backend)
    await limit(database, '', { instances: 3 })
    expect(await take(database, ANN, { max: 5 })).toBe(3)
    await expect(take(database)).rejects.toThrow(
      'Quota exceeded for instances: Requested 1, but already used 3 of 3 instances',
    )
    expect((await held(database)).project).toEqual({ instances: 3, cores: 6, ram: 192 })
  })

  test('the limit of a user holds for this user', async () => {
    const database = await freshDatabase(backend)
    await limit(database, 'ann', { instances: 1 })
    await take(database)
    await expect(take(database)).rejects.toThrow('already used 1 of 1 instances')
    await expect(take(database, BOB)).resolves.toBe(1)
  })

  test('the class `default` limits projects that have no limits of their own', async () => {
    const database = await freshDatabase(backend)
    await database.write((tx) => setLimitsOfClass(tx, DEFAULT_CLASS, new Map([['cores', 0]])))
    await expect(take(database)).rejects.toThrow('already used 0 of 0 cores')
    await limit(database, '', { cores: 2 })
    await expect(take(database)).resolves.toBe(1)
  })

  test('of 64 at once exactly as many get through as there is room for', async () => {
    const database = await freshDatabase(backend)
    await limit(database, 'bob', { instances: 3 })
    const takers = Array.from({ length: 64 }, (_, turn) =>
      take(database, turn % 2 === 0 ? ANN : BOB, { max: 1 + (turn % 3) }),
    )
    const settled = await Promise.allSettled(takers)
    const taken = settled.reduce(
      (sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0),
      0,
    )
    expect(taken).toBe(10)
    expect(await held(database)).toMatchObject({ project: { instances: 10, cores: 20, ram: 640 } })
    expect((await held(database, BOB)).user.instances).toBeLessThanOrEqual(3)
  })

  test('takers and givers at once leave what is there counted', async () => {
    const database = await freshDatabase(backend)
    const turns = Array.from({ length: 32 }, async (_, turn) => {
      const owner = turn % 2 === 0 ? ANN : BOB
      await take(database, owner)
      await database.write((tx) => recountServer(tx, { ...ROW, user_id: owner.userId }, undefined))
    })
    await Promise.allSettled(turns)
    const nothing = { instances: 0, cores: 0, ram: 0 }
    expect(await held(database)).toEqual({ project: nothing, user: nothing })
    expect(await held(database, BOB)).toEqual({ project: nothing, user: nothing })
  })

  test('a server that is softly deleted holds nothing until it is being restored', async () => {
    const database = await freshDatabase(backend)
    await take(database)
    const softly: Counted = { ...ROW, vm_state: 'soft-delete' }
    const restoring: Counted = { ...softly, task_state: 'restoring' }
    const recount = async (before: Counted, after: Counted | undefined) => {
      await database.write((tx) => recountServer(tx, before, after))
      return (await held(database)).user.instances
    }
    expect(await recount(ROW, softly)).toBe(0)
    expect(await recount(softly, undefined)).toBe(0)
    await take(database)
    expect(await recount(restoring, ROW)).toBe(1)
    expect(await recount(ROW, { ...ROW, deleted: 1, vm_state: 'deleted' })).toBe(0)
  })

  test('a server counts as large as it is now', async () => {
    const database = await freshDatabase(backend)
    await take(database)
    await database.write((tx) => recountServer(tx, ROW, { ...ROW, vcpus: 5, memory_mb: 32 }))
    expect((await held(database)).project).toEqual({ instances: 1, cores: 5, ram: 32 })
  })
})
