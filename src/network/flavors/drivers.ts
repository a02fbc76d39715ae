/**
 * What drives routers, by the provider that a flavor chooses. Source: openstack/neutron
 * neutron/services/l3_router/service_providers/.
 */
import { invalidInput } from '../../kernel/attributes/refusals.ts'
import { driverNotFound } from '../faults/flavors.ts'

/** What routers of the provider are, whether they say so or not say anything. */
interface RouterDriver {
  readonly provider: string
  readonly distributed: boolean
  readonly ha: boolean
}

const AT = 'neutron.services.l3_router.service_providers'

/** By the name that service profiles call it. */
const DRIVERS: ReadonlyMap<string, RouterDriver> = new Map([
  [`${AT}.dvrha.DvrHaDriver`, { provider: 'dvrha', distributed: true, ha: true }],
  [`${AT}.dvr.DvrDriver`, { provider: 'dvr', distributed: true, ha: false }],
  [`${AT}.ha.HaDriver`, { provider: 'ha', distributed: false, ha: true }],
  [
    `${AT}.single_node.SingleNodeDriver`,
    { provider: 'single_node', distributed: false, ha: false },
  ],
])

export interface Mode {
  readonly distributed?: boolean | null | undefined
  readonly ha?: boolean | null | undefined
}

/** @throws Fault 404 ServiceProfileDriverNotFound */
export function routerDriver(name: string): RouterDriver {
  const driver = DRIVERS.get(name)
  if (driver === undefined) throw driverNotFound(name)
  return driver
}

/** The first part of the mode that the driver cannot do; what nobody asks for it can. */
function unsupported(driver: RouterDriver, mode: Mode): 'distributed' | 'ha' | undefined {
  return (['distributed', 'ha'] as const).find((name) => {
    const wanted = mode[name]
    return wanted !== undefined && wanted !== null && wanted !== driver[name]
  })
}

/** @throws Fault 400 InvalidInput */
export function requireSupport(driver: RouterDriver, mode: Mode): void {
  const name = unsupported(driver, mode)
  if (name === undefined) return
  const value = mode[name] === true ? 'True' : 'False'
  throw invalidInput(`Provider ${driver.provider} does not support ${name}=${value}`)
}

/** @throws Fault 400 InvalidInput where a change of its mode would take a router from its flavor */
export function requireSameFlavor(driver: RouterDriver, mode: Mode): void {
  if (unsupported(driver, mode) === undefined) return
  throw invalidInput(
    "Changing the 'ha' and 'distributed' attributes on a router associated with a flavor is not " +
      'supported',
  )
}
