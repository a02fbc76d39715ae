/**
 * Agents as lists of those that serve something show them: with what `/agents` leaves out. Source:
 * openstack/neutron neutron/db/agents_db.py (_make_agent_dict).
 */
import { Type as T, type TProperties } from 'typebox'
import { AttributeView } from '../../kernel/attributes/view.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { closed } from '../../kernel/view.ts'
import { AGENTS } from './agents.table.ts'
import type { Agent } from './agents.ts'

const VIEW = new AttributeView(AGENTS)

/** @param more what such a list shows beside */
export function hostingSchema(more: TProperties) {
  const fields = {
    ...VIEW.schema.properties,
    resource_versions: T.Record(T.String(), T.Unknown()),
    ha_chassis_priority: T.Null(),
    ...more,
  }
  return closed({ agents: T.Array(closed(fields)) })
}

export function shownHosting(agent: Agent, ctx: RequestContext) {
  return { ...VIEW.show(agent, ctx, undefined), resource_versions: {}, ha_chassis_priority: null }
}
