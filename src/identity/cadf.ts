/** What audit records call the things that Identity keeps (keystone/notifications.py, pycadf). */
import type { CadfTypes } from '../kernel/service.ts'

/** Where CADF has a name of its own. */
const NAMED = new Map([
  ['users', 'account/user'],
  ['groups', 'group'],
  ['projects', 'project'],
  ['domains', 'domain'],
  ['roles', 'role'],
  ['regions', 'region'],
  ['services', 'service'],
  ['endpoints', 'endpoint'],
  ['policies', 'policy'],
  ['trusts', 'trust'],
  ['consumers', 'account'],
  ['credentials', 'credential'],
  ['ec2_credentials', 'credential'],
  ['application_credentials', 'credential'],
  ['access_tokens', 'credential'],
  ['request_tokens', 'credential'],
])

export const CADF: CadfTypes = {
  observer: 'service/security',
  kindOf: (resource) => `data/security/${NAMED.get(resource) ?? resource}`,
}
