/**
 * Gives ports their addresses. Source: openstack/neutron neutron/db/ipam_pluggable_backend.py
 * (_ipam_allocate_ips), neutron/ipam/drivers/neutrondb_ipam/driver.py.
 */
import type { Ids } from '../../kernel/ids.ts'
import { addressText, type IpAddress } from '../../kernel/ip/address.ts'
import type { Database, Tx } from '../../storage/database.ts'
import { ipAddressAlreadyAllocated, ipAddressGenerationFailure } from '../faults.ts'
import type { SubnetWithPools } from '../subnets/for-ports.store.ts'
import { freeAddresses } from './allocation.ts'
import { allocatedOf, takeAddress } from './allocations.store.ts'
import type { AddressOfPort, AddressRequest } from './fixed-ips.ts'
import { FreeLists } from './free-list.ts'

interface Call {
  readonly tx: Tx
  readonly env: { readonly database: Database; readonly ids: Pick<Ids, 'random'> }
}

interface Taker {
  readonly networkId: string
  readonly portId: string
}

/** Among how many free addresses chance chooses (upstream's MAX_WIN). */
const WINDOW = 1000

/** What a process knows of the subnets of a database. */
const lists = new WeakMap<Database, FreeLists>()

/**
 * @param requests in the order in which they are to be fulfilled
 * @throws Fault 409 IpAddressAlreadyAllocated, IpAddressGenerationFailure
 */
export async function takeAddresses(
  call: Call,
  taker: Taker,
  requests: readonly AddressRequest[],
  subnets: readonly SubnetWithPools[],
): Promise<AddressOfPort[]> {
  const taken: AddressOfPort[] = []
  for (const request of requests) {
    if (request.kind === 'specific') {
      const { subnetId, address } = request
      if (!(await takeAddress(call.tx, address, { ...taker, subnetId }))) {
        throw ipAddressAlreadyAllocated(addressText(address), subnetId)
      }
      taken.push({ subnetId, address })
    } else taken.push(await anyAddress(call, taker, request, subnets))
  }
  return taken
}

type AnyRequest = Extract<AddressRequest, { kind: 'any' }>

async function anyAddress(
  call: Call,
  taker: Taker,
  { subnetIds, next }: AnyRequest,
  subnets: readonly SubnetWithPools[],
): Promise<AddressOfPort> {
  for (const subnetId of subnetIds) {
    const subnet = subnets.find(({ id }) => id === subnetId)!
    const place = { ...taker, subnetId }
    const suggest = next ? () => lowest(call, subnet) : () => byChance(call, subnet)
    let value = await suggest()
    while (value !== undefined) {
      const address: IpAddress = { version: subnet.cidr.version, value }
      if (await takeAddress(call.tx, address, place)) return { subnetId, address }
      value = await suggest()
    }
  }
  throw ipAddressGenerationFailure(taker.networkId)
}

async function lowest(
  { tx, env }: Call,
  { id, pools }: SubnetWithPools,
): Promise<bigint | undefined> {
  const random = (): number => env.ids.random()
  const search = { pools, read: allocatedOf(tx, id), next: true, random }
  const [value] = (await freeAddresses(search)).addresses
  return value
}

async function byChance(
  { tx, env }: Call,
  { id, pools, poolsText }: SubnetWithPools,
): Promise<bigint | undefined> {
  const known = lists.get(env.database) ?? new FreeLists()
  lists.set(env.database, known)
  const list = known.of(id, poolsText)
  const random = (): number => env.ids.random()
  const drawn = list.draw(random)
  if (drawn !== undefined) return drawn
  for (const pool of pools) {
    const hinted = list.withHint(pool)
    const search = { read: allocatedOf(tx, id), next: true, random, count: WINDOW }
    const { addresses, from } = await freeAddresses({ ...search, pools: [hinted] })
    if (addresses.length === 0) continue
    list.fill(addresses)
    list.learn(pool, from.get(hinted)!)
    return list.draw(random)
  }
  return undefined
}
