/** Opens the ports on which the services are reached. */
import type { Server } from 'node:http'
import { portOf, type AddressPlan } from '../kernel/addresses.ts'
import { Cors } from '../kernel/cors.ts'
import { unavailable, type Fault } from '../kernel/faults.ts'
import { createServer, listenOn } from '../kernel/server.ts'
import type { ServerOptions } from '../kernel/server-options.ts'
import type { Service } from '../kernel/service.ts'
import type { ServiceType } from '../services.ts'
import { DatabaseUnavailable } from '../storage/errors.ts'

export interface ListenConfig {
  /** The address to listen on. */
  readonly address: string
  /** Port by service type; 0 is any free one. Not used with `singlePort`. */
  readonly ports: Readonly<Record<ServiceType, number>>
  readonly singlePort: number | undefined
  readonly publicUrl: string | undefined
  readonly trustedProxies: readonly string[]
  /** Origins whose pages may use the services; `*` is any. None unless told. */
  readonly corsAllowedOrigins?: readonly string[]
}

/** What listens, and the address of each service; both grow while ports are being opened. */
export interface Listening {
  readonly servers: Server[]
  /** `http://host:port[/path]` by service type. */
  readonly addresses: Map<string, string>
}

/** The part of a server's options that is the same on every port. */
export type Answering = Omit<ServerOptions, 'services' | 'prefixOf' | 'plan' | 'faultOf' | 'cors'>

/** One port for all services, or one for each. */
export async function listen(
  config: ListenConfig,
  services: readonly Service[],
  answering: Answering,
  { servers, addresses }: Listening,
): Promise<void> {
  const { singlePort, address, corsAllowedOrigins = [] } = config
  const cors = corsAllowedOrigins.length === 0 ? {} : { cors: new Cors(corsAllowedOrigins) }
  const plan = planFor(config, services)
  const open = async (reached: readonly Service[], port: number): Promise<void> => {
    const prefixOf = (service: Service) => (plan.sharedPort ? service.sharedPath : '')
    const server = createServer({
      ...answering,
      ...cors,
      ...{ services: reached, prefixOf, plan, faultOf },
    })
    servers.push(server)
    await listenOn(server, address, port)
    const got = portOf(server.address())
    const host = address.includes(':') ? `[${address}]` : address
    for (const service of reached) {
      plan.services.get(service.type)!.port = got
      addresses.set(service.type, `http://${host}:${got}${prefixOf(service)}`)
    }
  }
  if (singlePort !== undefined) return open(services, singlePort)
  for (const service of services) await open([service], config.ports[service.type as ServiceType])
}

function planFor(config: ListenConfig, services: readonly Service[]): AddressPlan {
  const { singlePort, ports, publicUrl, trustedProxies } = config
  const places = services.map(({ type, sharedPath }) => {
    const port = singlePort ?? ports[type as ServiceType]
    return [type, { sharedPath, port }] as const
  })
  return {
    publicUrl: publicUrl?.replace(/\/+$/, ''),
    trustedProxies: new Set(trustedProxies),
    sharedPort: singlePort !== undefined,
    services: new Map(places),
  }
}

/** How long a client is asked to wait before it tries a lost database again, in seconds. */
const RETRY_AFTER = 1

function faultOf(error: unknown): Fault | undefined {
  return error instanceof DatabaseUnavailable
    ? unavailable(undefined, { retryAfter: RETRY_AFTER })
    : undefined
}
