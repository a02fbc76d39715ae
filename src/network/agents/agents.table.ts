/**
 * The attributes of agents. Source: openstack/neutron-lib neutron_lib/api/definitions/agent.py,
 * agent_sort_key.py, agent_resources_synced.py, availability_zone.py.
 */
import { Type as T } from 'typebox'
import { attribute, type Filter } from '../../kernel/attributes/attribute.ts'
import { toBoolean } from '../../kernel/attributes/converters.ts'
import { attributeTable, extended } from '../../kernel/attributes/table.ts'
import { dict, orNone, string, uuid } from '../../kernel/attributes/types.ts'

const LISTED = { filter: true, sort: true } as const

/** Whether one is alive no column says: whoever lists them takes this apart. */
export const ALIVE = 'alive'
const ofLiving: Filter = ([wanted]) => {
  return { kind: 'members', relation: ALIVE, names: [String(wanted)], held: 'any' }
}

const plain = attributeTable(
  { resource: 'agent', collection: 'agents', extension: 'agent' },
  {
    id: attribute({ type: uuid(), ...LISTED }),
    agent_type: attribute({ type: string(), ...LISTED }),
    binary: attribute({ type: string(), ...LISTED }),
    topic: attribute({ type: string(), ...LISTED }),
    host: attribute({ type: string(), ...LISTED }),
    admin_state_up: attribute({ convert: toBoolean, put: true, ...LISTED }),
    created_at: attribute({ type: string(), sort: true }),
    started_at: attribute({ type: string(), sort: true }),
    heartbeat_timestamp: attribute({ type: string(), sort: true }),
    description: attribute({ type: orNone(string(255)), put: true, ...LISTED }),
  },
)

const synced = extended(plain, 'agent-resources-synced', {
  resources_synced: attribute({ convert: toBoolean, nullable: true }),
})

const zoned = extended(synced, 'availability_zone', {
  availability_zone: attribute({ type: string(), filter: true, nullable: true }),
})

export const AGENTS = extended(zoned, 'agent', {
  alive: attribute({ convert: toBoolean, filter: ofLiving, sort: true }),
  configurations: attribute({ type: dict(), shows: T.Record(T.String(), T.Unknown()) }),
})
