/** Hosts whose resources are not all their own. */
import { describe, expect, test } from 'vitest'
import { BACKENDS, freshDatabase } from '../../../test/support/databases.ts'
import { schedulingEnv, select } from '../../../test/support/scheduling.ts'
import { insertInventories } from '../../placement/inventories/inventories.store.ts'
import { inventoryOf } from '../../placement/inventories/inventory.ts'
import { findProvider, insertProvider } from '../../placement/resource-providers/providers.store.ts'
import type { ComputeEnv } from '../operation.ts'

const NO_CANDIDATE = { refusal: 'No valid host was found. ' }
const on = (host: string) => ({ host, node: host })

/** A card below the provider of a host. */
function card(env: ComputeEnv, host: string, total: number): Promise<string> {
  return env.database.write(async (tx) => {
    const [node] = await tx.db
      .selectFrom('compute_nodes')
      .select('uuid')
      .where('host', '=', host)
      .execute()
    const [uuid, now] = [env.ids.uuid(), env.clock.isoNow()]
    const parent = await findProvider(tx, node!.uuid)
    await insertProvider(tx, { uuid, name: uuid, parent, now })
    const made = await findProvider(tx, uuid)
    await insertInventories(tx, made!.id, [inventoryOf('VGPU', { total })], now)
    return uuid
  })
}

describe.each(BACKENDS)('$name', (backend) => {
  test('what hangs below a host is its own', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a', 'b', 'c'])
    const uuid = await card(env, 'b', 2)
    const gpu = { flavor: { extra_specs: { 'resources:VGPU': '1' } } }
    const grouped = { flavor: { extra_specs: { 'resources1:VGPU': '1', group_policy: 'none' } } }
    expect(await select(env)).toEqual(on('a'))
    expect([await select(env, gpu), await select(env, grouped)]).toEqual([on('b'), on('b')])
    const taken = await env.database.read((tx) =>
      tx.db
        .selectFrom('resource_allocations as one')
        .innerJoin('resource_providers as provider', 'provider.id', 'one.provider_id')
        .select(['one.resource_class'])
        .where('provider.uuid', '=', uuid)
        .execute(),
    )
    expect(taken).toEqual([{ resource_class: 'VGPU' }, { resource_class: 'VGPU' }])
    expect(await select(env, gpu)).toEqual(NO_CANDIDATE)
    expect(await select(env)).toEqual(on('c'))
  })

  test('several groups of one host need a policy, and one that keeps them apart more providers', async () => {
    const env = await schedulingEnv(await freshDatabase(backend), ['a'])
    const two = (group_policy: Record<string, string>) =>
      select(env, {
        flavor: {
          extra_specs: { 'resources1:VCPU': '1', 'resources2:VCPU': '1', ...group_policy },
        },
      })
    expect(await two({})).toEqual(NO_CANDIDATE)
    expect(await two({ group_policy: 'isolate' })).toEqual(NO_CANDIDATE)
    expect(await two({ group_policy: 'none' })).toEqual(on('a'))
  })
})
