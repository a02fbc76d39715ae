/** Refusals of flavors: neutron_lib/exceptions/flavors.py. */
import { badRequest, conflict, notFound, unavailable, type Fault } from '../../kernel/faults.ts'

export function flavorNotFound(id: string): Fault {
  return notFound(`Flavor ${id} could not be found.`, { type: 'FlavorNotFound' })
}

export function flavorInUse(id: string): Fault {
  return conflict(`Flavor ${id} is used by some service instance.`, { type: 'FlavorInUse' })
}

export function serviceProfileNotFound(id: string): Fault {
  return notFound(`Service Profile ${id} could not be found.`, { type: 'ServiceProfileNotFound' })
}

export function serviceProfileInUse(id: string): Fault {
  return conflict(`Service Profile ${id} is used by some service instance.`, {
    type: 'ServiceProfileInUse',
  })
}

export function profileOfFlavorExists(profileId: string, flavorId: string): Fault {
  return conflict(`Service Profile ${profileId} is already associated with flavor ${flavorId}.`, {
    type: 'FlavorServiceProfileBindingExists',
  })
}

/** @param profileId empty where the flavor has none at all */
export function profileOfFlavorNotFound(profileId: string, flavorId: string): Fault {
  return notFound(`Service Profile ${profileId} is not associated with flavor ${flavorId}.`, {
    type: 'FlavorServiceProfileBindingNotFound',
  })
}

export function driverNotFound(driver: string): Fault {
  return notFound(`Service Profile driver ${driver} could not be found.`, {
    type: 'ServiceProfileDriverNotFound',
  })
}

export function serviceProfileEmpty(): Fault {
  return badRequest('Service Profile needs either a driver or metainfo.', {
    type: 'ServiceProfileEmpty',
  })
}

export function serviceProfileDisabled(): Fault {
  return unavailable('Service Profile is not enabled.', { type: 'ServiceProfileDisabled' })
}
