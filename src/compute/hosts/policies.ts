import { adminRule } from '../base-rules.ts'

/** Source: nova/policies/hosts.py. */
const hosts = (verb: string, description: string, method: string, path: string) =>
  adminRule(`os_compute_api:os-hosts:${verb}`, description, method, `/os-hosts${path}`)

const NAMED = '/{host_name}'

export const LIST = hosts('list', 'List hosts by service.', 'GET', '')
export const SHOW = hosts('show', 'Show what a host has and what is taken.', 'GET', NAMED)
export const UPDATE = hosts('update', 'Enable or disable a host.', 'PUT', NAMED)
export const REBOOT = hosts('reboot', 'Reboot a host.', 'GET', `${NAMED}/reboot`)
export const SHUTDOWN = hosts('shutdown', 'Shut a host down.', 'GET', `${NAMED}/shutdown`)
export const START = hosts('start', 'Start a host.', 'GET', `${NAMED}/startup`)
