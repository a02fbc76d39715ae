/** What the rest of the program may know of Placement. */
import type { Tx } from '../storage/database.ts'
import { aggregatesOf, replaceAggregates } from './aggregates/aggregates.store.ts'
import { insertInventories, resizeInventories } from './inventories/inventories.store.ts'
import { inventoryOf, type InventoryAsked } from './inventories/inventory.ts'
import type { PlacementEnv } from './operation.ts'
import { claim, release, transfer } from './scheduling/claims.usecase.ts'
import { emptiestHosts } from './scheduling/hosts.usecase.ts'
import type {
  Allocations,
  HostCandidate,
  HostsAsked,
  NewConsumer,
  Page,
} from './scheduling/hosts.ts'
import { replaceTraits, traitsOf } from './provider-traits/provider-traits.store.ts'
import {
  deleteProvider,
  findProvider,
  insertProviderUnlessKnown,
  nextGeneration,
  unknownProviders,
} from './resource-providers/providers.store.ts'
import { STANDARD_RESOURCE_CLASSES } from './standard/resource-classes.ts'
import { STANDARD_TRAITS } from './standard/traits.ts'

/** A provider as whoever runs it describes it. */
export interface ProviderDescription {
  readonly uuid: string
  readonly name: string
  /** By resource class. */
  readonly inventories: Readonly<Record<string, InventoryAsked>>
  readonly traits: readonly string[]
}

/** What services do for themselves, on behalf of no user, in their own transaction. */
export interface PlacementFacade {
  /** Is it a resource class, or a trait, that every cloud has? */
  isResourceClass(name: string): boolean
  isTrait(name: string): boolean
  /** Those of these uuids that are no provider's. */
  unknown(tx: Tx, uuids: readonly string[]): Promise<readonly string[]>
  /** Makes a provider, unless there is one of its uuid or name. */
  register(tx: Tx, provider: ProviderDescription): Promise<void>
  /** What it has in all by resource class; what is taken of it may be more from then on. */
  resize(tx: Tx, uuid: string, totals: Readonly<Record<string, number>>): Promise<void>
  /** Ends a provider of which nothing is allocated, if it is there. */
  forget(tx: Tx, uuid: string): Promise<void>
  /** Gives it a trait, or takes it away. */
  setTrait(tx: Tx, uuid: string, trait: string, has: boolean): Promise<void>
  /** Makes it a member of an aggregate, or no longer. */
  setMember(tx: Tx, uuid: string, aggregate: string, isMember: boolean): Promise<void>
  /** A page of the providers that a server finds all it needs on, the emptiest first. */
  hosts(tx: Tx, asked: HostsAsked, page: Page): Promise<readonly HostCandidate[]>
  /**
   * Gives a new consumer what it is to have of each provider, or nothing.
   * @returns false where there is not so much any more, or there is such a consumer already
   */
  claim(tx: Tx, consumer: NewConsumer, allocations: Allocations): Promise<boolean>
  /** Gives back all that a consumer has; nothing where it has nothing. */
  release(tx: Tx, consumer: string): Promise<void>
  /**
   * Gives what a consumer has to a new one: a migration keeps what its server had, and gives it back.
   * @returns false where the one has nothing, or the other is there already
   */
  transfer(tx: Tx, from: string, to: NewConsumer): Promise<boolean>
}

declare module '../kernel/facades.ts' {
  interface Facades {
    placement: PlacementFacade
  }
}

export type { HostCandidate, HostsAsked, Position, ResourceGroup } from './scheduling/hosts.ts'

const RESOURCE_CLASSES = new Set<string>(STANDARD_RESOURCE_CLASSES)
const TRAITS = new Set(STANDARD_TRAITS)

export function placementFacade(env: PlacementEnv): PlacementFacade {
  const { clock } = env
  return {
    isResourceClass: (name) => RESOURCE_CLASSES.has(name),
    isTrait: (name) => TRAITS.has(name),
    hosts: emptiestHosts,
    claim: (tx, consumer, allocations) => claim(tx, env, consumer, allocations),
    release,
    transfer: (tx, from, to) => transfer(tx, env, from, to),
    unknown: unknownProviders,
    async register(tx, { uuid, name, inventories, traits }) {
      const now = clock.isoNow()
      const id = await insertProviderUnlessKnown(tx, uuid, name, now)
      if (id === undefined) return
      const all = Object.entries(inventories).map(([of, asked]) => inventoryOf(of, asked))
      await insertInventories(tx, id, all, now)
      await nextGeneration(tx, id, now)
      await replaceTraits(tx, id, new Set(traits))
      await nextGeneration(tx, id, now)
    },
    async resize(tx, uuid, totals) {
      const provider = await findProvider(tx, uuid, 'change')
      if (provider === undefined) return
      await resizeInventories(tx, provider.id, totals, clock.isoNow())
      await nextGeneration(tx, provider.id, clock.isoNow())
    },
    async forget(tx, uuid) {
      const provider = await findProvider(tx, uuid, 'change')
      if (provider !== undefined) await deleteProvider(tx, provider.id)
    },
    async setTrait(tx, uuid, trait, has) {
      const provider = await findProvider(tx, uuid, 'change')
      if (provider === undefined) return
      const { id } = provider
      const traits = new Set((await traitsOf(tx, [id])).get(id))
      if (has) traits.add(trait)
      else traits.delete(trait)
      if (await replaceTraits(tx, id, traits)) await nextGeneration(tx, id, clock.isoNow())
    },
    async setMember(tx, uuid, aggregate, isMember) {
      const provider = await findProvider(tx, uuid, 'change')
      if (provider === undefined) return
      const { id } = provider
      const aggregates = new Set((await aggregatesOf(tx, [id])).get(id))
      if (isMember) aggregates.add(aggregate)
      else aggregates.delete(aggregate)
      await replaceAggregates(tx, id, [...aggregates])
      await nextGeneration(tx, id, clock.isoNow())
    },
  }
}
