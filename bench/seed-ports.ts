import { fill } from './seed.ts'

/** Columns of a port that are its own; the others are those of the port that the network has. */
const OWN = ['serial', 'id', 'mac_address', 'name']

/** Brings the number of ports of a network that has one to `count`, without addresses of their own. */
export function seedPorts(directory: string, network: string, count: number): void {
  fill(directory, (database) => {
    const columns = database.prepare(`select name from pragma_table_info('ports')`).pluck().all()
    const alike = (columns as string[])
      .filter((name) => !OWN.includes(name))
      .map((name) => `"${name}"`)
    const first = database.prepare('select count(*) from ports').pluck().get() as number
    const numbers = `with recursive numbers(i) as (
      select ${first} union all select i + 1 from numbers where i < ${first + count - 2})`
    database
      .prepare(
        `insert into ports (id, mac_address, name, ${alike.join(', ')})
         ${numbers} select printf('%08x-0000-4000-8000-%012x', i, i),
           printf('fa:16:3f:%02x:%02x:%02x', i >> 16, i >> 8 & 255, i & 255), 'bench-' || i,
           ${alike.join(', ')}
         from numbers, (select * from ports where network_id = ? limit 1)`,
      )
      .run(network)
  })
}
