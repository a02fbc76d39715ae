/** Which addresses of subnets are taken: a row each, of which no two have one address. */
import type { IpAddress } from '../../kernel/ip/address.ts'
import { addressKey, addressOfKey, addressText } from '../../kernel/ip/address.ts'
import { firstOf, lastOf } from '../../kernel/ip/range.ts'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import type { ReadAllocated } from './allocation.ts'

const allocatedBetween = statement(
  (db, p: { subnet: string; first: string; last: string; limit: number }) =>
    db
      .selectFrom('ip_allocations')
      .select('address')
      .where('subnet_id', '=', p.subnet)
      .where('address', '>=', p.first)
      .where('address', '<=', p.last)
      .orderBy('address')
      .limit(p.limit),
)

/** What is taken of a subnet, read by its index. */
export function allocatedOf(tx: Tx, subnetId: string): ReadAllocated {
  return async (range, limit) => {
    const [first, last] = [addressKey(firstOf(range)), addressKey(lastOf(range))]
    const rows = await tx.all(allocatedBetween, { subnet: subnetId, first, last, limit })
    return rows.map(({ address }) => addressOfKey(address).value)
  }
}

export interface Place {
  readonly subnetId: string
  readonly networkId: string
  readonly portId: string
}

const allocate = statement(
  (db, p: { subnet: string; address: string; text: string; network: string; port: string }) =>
    db
      .insertInto('ip_allocations')
      .values({
        subnet_id: p.subnet,
        address: p.address,
        ip_address: p.text,
        network_id: p.network,
        port_id: p.port,
      })
      .onConflict((conflict) => conflict.doNothing()),
)

/** Takes the address; false where another port has it. */
export async function takeAddress(tx: Tx, address: IpAddress, place: Place): Promise<boolean> {
  const taken = await tx.run(allocate, {
    subnet: place.subnetId,
    address: addressKey(address),
    text: addressText(address),
    network: place.networkId,
    port: place.portId,
  })
  return taken === 1
}

/** Gives an address back. */
export async function freeAddress(tx: Tx, subnetId: string, address: IpAddress): Promise<void> {
  await tx.db
    .deleteFrom('ip_allocations')
    .where('subnet_id', '=', subnetId)
    .where('address', '=', addressKey(address))
    .execute()
}

/** Gives back all that a port has. */
export async function freeAddressesOf(tx: Tx, portId: string): Promise<void> {
  await tx.db.deleteFrom('ip_allocations').where('port_id', '=', portId).execute()
}
