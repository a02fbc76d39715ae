/** Sends the example of an operation, or a variation of it. */
import type { ServiceType } from '../../src/services.ts'
import { contains, versionText } from '../../src/kernel/microversion.ts'
import type { Operation } from '../../src/kernel/operation.ts'
import type { Mount, Service } from '../../src/kernel/service.ts'
import type { Cloud, Got } from '../support/cloud.ts'
import type { Example } from './world.ts'

/** Where an operation is called: the newest mount that has it, and its newest microversion there. */
export interface Place {
  readonly service: ServiceType
  readonly prefix: string
  /** Undefined where the mount has no microversions. */
  readonly version: string | undefined
}

export function placeOf(service: Service, operation: Operation): Place {
  const type = service.type as ServiceType
  if (operation.mount === 'root') return { service: type, prefix: '', version: undefined }
  const has = (mount: Mount) =>
    (operation.mounts?.includes(mount.id) ?? true) &&
    (contains(mount, operation.versions.min) || contains(operation.versions, mount.min))
  const mount = service.mounts.filter(has).sort((a, b) => b.max - a.max)[0]!
  const plain = service.microversions === undefined || mount.min === mount.max
  return {
    service: type,
    prefix: mount.prefix,
    version: plain ? undefined : versionText(Math.min(mount.max, operation.versions.max)),
  }
}

/** `body` as text is sent as it is. */
export type Variation = Omit<Example, 'body'> & { body?: object | string }

export function request(
  cloud: Cloud,
  operation: Operation,
  place: Place,
  { params, query = '', body, headers, version = place.version }: Variation,
  token: string | undefined,
): Promise<Got> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params?.[name]
    if (value === undefined) throw new Error(`the example of ${operation.id} lacks {${name}}`)
    return encodeURIComponent(value)
  })
  return cloud.request(place.service, operation.method, place.prefix + path + query, {
    token,
    ...(version !== undefined && { version }),
    ...(body !== undefined && { body }),
    ...(headers && { headers }),
  })
}
