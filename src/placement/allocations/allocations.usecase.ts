import type { Tx } from '../../storage/database.ts'
import { inventoriesOf, take, type StoredInventory } from '../inventories/inventories.store.ts'
import { findNames } from '../names.store.ts'
import { noClass } from '../names.ts'
import type { PlacementEnv } from '../operation.ts'
import { refusal } from '../faults.ts'
import type { Provider } from '../resource-providers/provider.ts'
import { lockedProviders, nextGeneration } from '../resource-providers/providers.store.ts'
import { inventoryInvalid, NotAllocated, refuseClaim, type Wanted } from './allocation.ts'
import {
  allocationsOfConsumer,
  changeConsumer,
  deleteAllocations,
  deleteConsumer,
  insertAllocation,
  type Allocation,
  type Consumer,
} from './allocations.store.ts'
import { consumerFor } from './consumers.usecase.ts'

interface Claim {
  readonly consumer: Consumer
  readonly provider: Provider
  readonly resourceClass: string
  readonly amount: number
}

/**
 * Gives consumers what is wanted in place of what they had, all of it or nothing. Providers that are
 * claimed from, or given back to by who wants nothing more, count a generation; so do the consumers.
 * Source: placement/objects/allocation.py (_set_allocations).
 * @throws 400 for a provider that there is not, 409 where a consumer has changed; NotAllocated
 */
export async function replaceAllocations(
  tx: Tx,
  env: PlacementEnv,
  all: readonly Wanted[],
): Promise<void> {
  const now = env.clock.isoNow()
  // Everybody locks consumers first, in the same order, and then providers.
  const consumers = new Map<string, Consumer>()
  const ordered = [...all].sort((one, other) => (one.consumer < other.consumer ? -1 : 1))
  for (const wanted of ordered) consumers.set(wanted.consumer, await consumerFor(tx, env, wanted))
  const had: Allocation[] = []
  for (const { id } of consumers.values()) had.push(...(await allocationsOfConsumer(tx, id)))
  const claimed = all.flatMap(({ allocations }) => [...allocations.keys()])
  const touched = [...claimed, ...had.map((one) => one.provider_uuid)]
  const providers = await lockedProviders(tx, [...new Set(touched)])
  const claims = all.flatMap((wanted) => claimsOf(wanted, consumers, providers))
  await refuseUnknownClasses(tx, claims)
  const before = await inventoriesByKey(tx, providers)
  for (const { provider_id, resource_class, used } of had) {
    await take(tx, provider_id, resource_class, -used)
  }
  for (const { id } of consumers.values()) await deleteAllocations(tx, id)
  refuseClaims(claims, await inventoriesByKey(tx, providers), before)
  for (const { consumer, provider, resourceClass, amount } of claims) {
    const row = { consumerId: consumer.id, providerId: provider.id, name: resourceClass }
    await insertAllocation(tx, { ...row, amount, now })
    await take(tx, provider.id, resourceClass, amount)
  }
  for (const id of changedBy(all, claims, had)) await nextGeneration(tx, id, now)
  for (const { consumer: uuid, allocations } of all) {
    const { id, generation } = consumers.get(uuid)!
    if (allocations.size === 0) await deleteConsumer(tx, id)
    else await changeConsumer(tx, id, { generation: generation + 1 })
  }
}

function claimsOf(
  { consumer, allocations }: Wanted,
  consumers: ReadonlyMap<string, Consumer>,
  providers: ReadonlyMap<string, Provider>,
): Claim[] {
  return [...allocations].flatMap(([uuid, amounts]) => {
    const provider = providers.get(uuid)
    if (provider === undefined) {
      throw refusal(400, `Allocation for resource provider '${uuid}' that does not exist.`)
    }
    return [...amounts].map(([resourceClass, amount]) => ({
      ...{ consumer: consumers.get(consumer)!, provider, resourceClass, amount },
    }))
  })
}

async function refuseUnknownClasses(tx: Tx, claims: readonly Claim[]): Promise<void> {
  const names = new Set(claims.map(({ resourceClass }) => resourceClass))
  const known = await findNames(tx, 'resource_classes', names)
  const odd = [...names].find((name) => !known.has(name))
  if (odd !== undefined) throw new NotAllocated('unknown class', noClass(odd))
}

const keyOf = (providerId: number, resourceClass: string): string =>
  `${providerId} ${resourceClass}`

type Inventories = ReadonlyMap<string, StoredInventory>

async function inventoriesByKey(
  tx: Tx,
  providers: ReadonlyMap<string, Provider>,
): Promise<Inventories> {
  const ids = [...providers.values()].map(({ id }) => id)
  const rows = await inventoriesOf(tx, ids)
  return new Map(rows.map((row) => [keyOf(row.provider_id, row.resource_class), row]))
}

/** @param now after what the consumers had was given back @throws NotAllocated */
function refuseClaims(claims: readonly Claim[], now: Inventories, before: Inventories): void {
  const classes = [...new Set(claims.map(({ resourceClass }) => resourceClass))]
  const bare = claims
    .map(({ provider }) => provider)
    .filter(({ id }) => !classes.some((name) => now.has(keyOf(id, name))))
  if (bare.length > 0) {
    const uuids = new Set(bare.map(({ uuid }) => uuid))
    throw inventoryInvalid(classes.join(', '), [...uuids].join(', '))
  }
  const sums = new Map<string, number>()
  for (const { provider, resourceClass, amount } of claims) {
    const key = keyOf(provider.id, resourceClass)
    const inventory = now.get(key)
    if (inventory === undefined) throw inventoryInvalid(resourceClass, provider.uuid)
    const together = (sums.get(key) ?? 0) + amount
    sums.set(key, together)
    const claim = { provider: provider.uuid, resourceClass, amount, together }
    refuseClaim(claim, inventory, before.get(key)?.used ?? 0)
  }
}

/** What a consumer only moves away from does not count it. */
function changedBy(
  all: readonly Wanted[],
  claims: readonly Claim[],
  had: readonly Allocation[],
): ReadonlySet<number> {
  const emptied = new Set(
    all.filter(({ allocations }) => allocations.size === 0).map(({ consumer }) => consumer),
  )
  const left = had.filter((one) => emptied.has(one.consumer_uuid))
  return new Set([
    ...claims.map(({ provider }) => provider.id),
    ...left.map((one) => one.provider_id),
  ])
}

/**
 * Ends what a consumer has, and the consumer with it; no provider counts it.
 * @returns false where it has nothing
 */
export async function removeAllocations(tx: Tx, consumer: Consumer): Promise<boolean> {
  const had = await allocationsOfConsumer(tx, consumer.id)
  await lockedProviders(tx, [...new Set(had.map((one) => one.provider_uuid))])
  for (const { provider_id, resource_class, used } of had) {
    await take(tx, provider_id, resource_class, -used)
  }
  await deleteAllocations(tx, consumer.id)
  await deleteConsumer(tx, consumer.id)
  return had.length > 0
}
