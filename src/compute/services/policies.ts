import { adminRule } from '../base-rules.ts'

/** Source: nova/policies/services.py. */
const services = (verb: string, description: string, method: string, path: string) =>
  adminRule(`os_compute_api:os-services:${verb}`, description, method, path)

export const LIST = services('list', 'List all services.', 'GET', '/os-services')
export const UPDATE = services(
  'update',
  'Enable and disable a compute service, force it down.',
  'PUT',
  '/os-services/{service_id}',
)
export const DELETE = services('delete', 'Delete a service.', 'DELETE', '/os-services/{service_id}')
