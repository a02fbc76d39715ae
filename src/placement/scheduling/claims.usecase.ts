/** Allocations of servers, as Compute claims and gives them back in its own transactions. */
import type { Tx } from '../../storage/database.ts'
import { findConsumer } from '../allocations/allocations.store.ts'
import { removeAllocations } from '../allocations/allocations.usecase.ts'
import type { PlacementEnv } from '../operation.ts'
import {
  insertAmounts,
  lockToClaim,
  moveAllocations,
  newConsumer,
  takeAmounts,
} from './claims.store.ts'
import type { Allocations, NewConsumer } from './hosts.ts'

class NoRoom extends Error {}

/**
 * Gives a new consumer what it is to have of each provider, or nothing.
 * @returns false where there is not so much any more, or there is such a consumer already
 */
export async function claim(
  tx: Tx,
  env: PlacementEnv,
  consumer: NewConsumer,
  allocations: Allocations,
): Promise<boolean> {
  try {
    await tx.attempt(() => claimOrThrow(tx, env, consumer, allocations))
    return true
  } catch (error) {
    if (error instanceof NoRoom) return false
    throw error
  }
}

async function claimOrThrow(
  tx: Tx,
  env: PlacementEnv,
  consumer: NewConsumer,
  allocations: Allocations,
): Promise<void> {
  const now = env.clock.isoNow()
  const consumerId = await newConsumer(tx, consumer, now)
  if (consumerId === undefined) throw new NoRoom()
  for (const [uuid, amounts] of Object.entries(allocations)) {
    const id = await lockToClaim(tx, uuid, now)
    const taken = id === undefined ? 0 : await takeAmounts(tx, id, amounts)
    if (id === undefined || taken < Object.keys(amounts).length) throw new NoRoom()
    await insertAmounts(tx, { consumerId, id, now }, amounts)
  }
}

/** Gives back all that a consumer has; nothing where it has nothing. */
export async function release(tx: Tx, uuid: string): Promise<void> {
  const consumer = await findConsumer(tx, uuid, 'change')
  if (consumer !== undefined) await removeAllocations(tx, consumer)
}

/**
 * Gives what a consumer has to a new one: a migration keeps what its server had, and gives it back.
 * @returns false where the one has nothing, or the other is there already
 */
export async function transfer(
  tx: Tx,
  env: PlacementEnv,
  from: string,
  to: NewConsumer,
): Promise<boolean> {
  const giver = await findConsumer(tx, from, 'change')
  const taker = giver && (await newConsumer(tx, to, env.clock.isoNow()))
  if (giver === undefined || taker === undefined) return false
  await moveAllocations(tx, giver.id, taker)
  await removeAllocations(tx, giver)
  return true
}
