/** What decides beside rules, of what Network has beside networks and what hangs on them. */
import { OF_QOS } from './derived-qos.ts'
import type { Outcome } from './expected.ts'
import { credentialsOf, targetOf } from './persona-credentials.ts'
import type { Persona } from './personas.ts'

export const OF_NETWORK_REST = {
  ...OF_QOS,
  'network auto_allocated_topologies.show': ofNamedProject,
  'network auto_allocated_topologies.delete': ofNamedProject,
  // There is no flavor of which rules could ask who may see it.
  'network flavors.add_service_profile': (_persona: Persona, says: Outcome): Outcome => says,
  'network flavors.remove_service_profile': (_persona: Persona, says: Outcome): Outcome => says,
  // The network is not there for members of another project.
  'network local_ips.create': (persona: Persona, says: Outcome): Outcome => {
    const { facts, roles } = credentialsOf(persona)
    if (!facts['project_id']) return 400
    const isOwn = facts['project_id'] === targetOf('network')['project_id']
    return isOwn || roles.includes('admin') || says !== 'ok' ? says : 404
  },
  // A manager could, were the label his project's.
  'network metering_label_rules.create': (persona: Persona, says: Outcome): Outcome => {
    const { facts, roles } = credentialsOf(persona)
    if (!facts['project_id']) return 400
    const isOwn = facts['project_id'] === targetOf('network')['project_id']
    if (isOwn || roles.includes('admin')) return says
    return roles.includes('manager') ? 404 : 403
  },
}

/** neutron/services/auto_allocate/db.py: others than administrators name no project but their own. */
function ofNamedProject(persona: Persona, says: Outcome): Outcome {
  const { facts, roles } = credentialsOf(persona)
  const isOwn = facts['project_id'] === targetOf('network')['project_id']
  if (isOwn || says === 'ok') return says
  return roles.includes('admin') ? 404 : 403
}
