/**
 * Who provides services: those that the router plugin has by itself. Their order is that of the real one.
 * Source: neutron/services/l3_router/service_providers/driver_controller.py, neutron/db/servicetype_db.py,
 * neutron/services/provider_configuration.py.
 */
import type { LooseRequest } from '../lists.ts'

export interface ServiceProvider {
  readonly service_type: string
  readonly name: string
  readonly default: boolean
}

export const SERVICE_PROVIDERS: readonly ServiceProvider[] = [
  'dvrha',
  'dvr',
  'ha',
  'single_node',
].map((name) => ({ service_type: 'L3_ROUTER_NAT', name, default: false }))

/** Several values of a filter mean any of them. `default` is no text, so that none finds it. */
export function foundAmong(
  all: readonly ServiceProvider[],
  { filters, fields }: LooseRequest,
): Partial<ServiceProvider>[] {
  const isFound = (provider: ServiceProvider): boolean =>
    Object.entries(provider).every(([name, value]) => filters.get(name)?.includes(value) ?? true)
  return all.filter(isFound).map((provider) => {
    const shown = Object.entries(provider).filter(([name]) => fields?.has(name) ?? true)
    return Object.fromEntries(shown)
  })
}
