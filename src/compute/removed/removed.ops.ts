/**
 * What Compute once did itself, and says of it at any version: gone. Nothing else is looked at. Source:
 * openstack/nova nova/api/openstack/wsgi.py (removed), nova/api/openstack/compute/routes.py.
 */
import { Type as T } from 'typebox'
import { gone } from '../../kernel/faults.ts'
import { AUTHENTICATED, type Method } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { operation } from '../operation.ts'

/** By what begins their ids: verb, method, path and, of actions, the key of the body. */
const REMOVED: Readonly<
  Record<
    string,
    readonly (readonly [verb: string, method: Method, path: string, action?: string])[]
  >
> = {
  servers: [['reset_network', 'POST', '/servers/{server_id}/action', 'resetNetwork']],
  agents: [
    ['list', 'GET', '/os-agents'],
    ['create', 'POST', '/os-agents'],
    ['update', 'PUT', '/os-agents/{agent_build_id}'],
    ['delete', 'DELETE', '/os-agents/{agent_build_id}'],
  ],
  cells: [
    ['list', 'GET', '/os-cells'],
    ['create', 'POST', '/os-cells'],
    ['detail', 'GET', '/os-cells/detail'],
    ['info', 'GET', '/os-cells/info'],
    ['capacities', 'GET', '/os-cells/capacities'],
    ['sync_instances', 'POST', '/os-cells/sync_instances'],
    ['show', 'GET', '/os-cells/{cell_id}'],
    ['update', 'PUT', '/os-cells/{cell_id}'],
    ['delete', 'DELETE', '/os-cells/{cell_id}'],
    ['capacities_of_one', 'GET', '/os-cells/{cell_id}/capacities'],
  ],
  certificates: [
    ['create', 'POST', '/os-certificates'],
    ['show', 'GET', '/os-certificates/root'],
  ],
  cloudpipe: [
    ['list', 'GET', '/os-cloudpipe'],
    ['create', 'POST', '/os-cloudpipe'],
    ['update', 'PUT', '/os-cloudpipe/configure-project'],
  ],
  fixed_ips: [
    ['show', 'GET', '/os-fixed-ips/{fixed_ip}'],
    ['reserve', 'POST', '/os-fixed-ips/{fixed_ip}/action', 'reserve'],
    ['unreserve', 'POST', '/os-fixed-ips/{fixed_ip}/action', 'unreserve'],
  ],
  floating_ip_dns: [
    ['list', 'GET', '/os-floating-ip-dns'],
    ['update', 'PUT', '/os-floating-ip-dns/{domain}'],
    ['delete', 'DELETE', '/os-floating-ip-dns/{domain}'],
    ['show_entry', 'GET', '/os-floating-ip-dns/{domain}/entries/{name}'],
    ['update_entry', 'PUT', '/os-floating-ip-dns/{domain}/entries/{name}'],
    ['delete_entry', 'DELETE', '/os-floating-ip-dns/{domain}/entries/{name}'],
  ],
  floating_ips_bulk: [
    ['list', 'GET', '/os-floating-ips-bulk'],
    ['create', 'POST', '/os-floating-ips-bulk'],
    ['show', 'GET', '/os-floating-ips-bulk/{host_name}'],
    ['delete', 'PUT', '/os-floating-ips-bulk/delete'],
  ],
  fping: [
    ['list', 'GET', '/os-fping'],
    ['show', 'GET', '/os-fping/{instance_id}'],
  ],
  networks: [
    ['create', 'POST', '/os-networks'],
    ['add', 'POST', '/os-networks/add'],
    ['delete', 'DELETE', '/os-networks/{network_id}'],
    ['disassociate', 'POST', '/os-networks/{network_id}/action', 'disassociate'],
    ['disassociate_host', 'POST', '/os-networks/{network_id}/action', 'disassociate_host'],
    ['disassociate_project', 'POST', '/os-networks/{network_id}/action', 'disassociate_project'],
    ['associate_host', 'POST', '/os-networks/{network_id}/action', 'associate_host'],
  ],
  security_group_default_rules: [
    ['list', 'GET', '/os-security-group-default-rules'],
    ['create', 'POST', '/os-security-group-default-rules'],
    ['show', 'GET', '/os-security-group-default-rules/{security_group_default_rule_id}'],
    ['delete', 'DELETE', '/os-security-group-default-rules/{security_group_default_rule_id}'],
  ],
  tenant_networks: [
    ['create', 'POST', '/os-tenant-networks'],
    ['delete', 'DELETE', '/os-tenant-networks/{network_id}'],
  ],
  consoles: [
    ['list', 'GET', '/servers/{server_id}/consoles'],
    ['create', 'POST', '/servers/{server_id}/consoles'],
    ['show', 'GET', '/servers/{server_id}/consoles/{console_id}'],
    ['delete', 'DELETE', '/servers/{server_id}/consoles/{console_id}'],
  ],
  virtual_interfaces: [['list', 'GET', '/servers/{server_id}/os-virtual-interfaces']],
}

export const removedOperations = Object.entries(REMOVED).flatMap(([resource, calls]) =>
  calls.map(([verb, method, path, action]) =>
    operation({
      id: `${resource}.${verb}`,
      method,
      path,
      ...(action !== undefined
        ? { action, body: closed({ [action]: T.Unknown() }) }
        : { ignoresBody: true }),
      summary: 'Was done by Compute itself; is gone.',
      policy: AUTHENTICATED,
      transaction: 'none',
      success: 410,
      response: {},
      errors: [410],
      handle() {
        throw gone()
      },
    }),
  ),
)
