import { adminRule } from '../base-rules.ts'

/** Source: nova/policies/hypervisors.py. */
const hypervisors = (verb: string, description: string, path: string) =>
  adminRule(`os_compute_api:os-hypervisors:${verb}`, description, 'GET', `/os-hypervisors${path}`)

const NAMED = '/{hypervisor_hostname_pattern}'

export const LIST = hypervisors('list', 'List all hypervisors.', '')
export const LIST_DETAIL = hypervisors(
  'list-detail',
  'List all hypervisors with details.',
  '/detail',
)
export const STATISTICS = hypervisors(
  'statistics',
  'Show sums over all hypervisors.',
  '/statistics',
)
export const SHOW = hypervisors('show', 'Show details of a hypervisor.', '/{hypervisor_id}')
export const UPTIME = hypervisors(
  'uptime',
  'Show how long a hypervisor has been up.',
  '/{hypervisor_id}/uptime',
)
export const SEARCH = hypervisors('search', 'Find hypervisors by host name.', `${NAMED}/search`)
export const SERVERS = hypervisors(
  'servers',
  'Find hypervisors by host name and list their servers.',
  `${NAMED}/servers`,
)
