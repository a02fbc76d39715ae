import {
  ADMIN,
  MEMBER_OF_PROJECT,
  NETWORK_OWNER,
  READER_OF_PROJECT,
  SHARED,
} from '../base-rules.ts'
import { networkRows } from '../networks/networks.store.ts'
import { taggable } from '../tags/taggable.ts'
import { completedSubnets } from './completed-subnets.usecase.ts'
import { EXTERNAL_NETWORK } from './subnets.policies.ts'
import { subnetRows } from './subnets.store.ts'

const OF_NETWORK = (role: string) => `(${ADMIN}) or (role:${role} and rule:${NETWORK_OWNER.name})`
const CHANGE = `${MEMBER_OF_PROJECT} or ${OF_NETWORK('member')}`

type Row = NonNullable<Awaited<ReturnType<typeof subnetRows.find>>>

export const subnetTagged = taggable<Row>({
  resource: 'subnet',
  collection: 'subnets',
  path: '/subnets',
  rows: {
    find: (tx, id, visible, lock) => subnetRows.find(tx, id, visible, lock),
    async change(tx, now, changes, at) {
      const row = await subnetRows.change(tx, now, changes, at)
      // A change of a subnet is one of its network.
      if (row !== now) await networkRows.touch(tx, [now.network_id], at)
    },
  },
  checks: {
    create: CHANGE,
    get:
      `${READER_OF_PROJECT} or rule:${SHARED.name} or rule:${EXTERNAL_NETWORK.name} or ` +
      OF_NETWORK('reader'),
    update: CHANGE,
    delete: CHANGE,
  },
  async facts(call, row) {
    const [subnet] = await completedSubnets(call, [row])
    return { ...subnet, 'network:project_id': row.network_project_id }
  },
})
