/** Compute as far as Network knows it: calls of its facade, each in a transaction of its own. */
import { randomUUID } from 'node:crypto'
import { RequestContext, type ServiceSide } from '../../src/kernel/context.ts'
import { Enforcer } from '../../src/kernel/policy.ts'
import { rulesOf } from '../../src/kernel/registry.ts'
import { Fault } from '../../src/kernel/faults.ts'
import {
  networkFacade,
  type Allocation,
  type NetworkClient,
  type NetworkFacade,
  type RequestedNetworks,
  type ServerToPlug,
} from '../../src/network/facade.ts'
import type { NetworkEnv } from '../../src/network/operation.ts'
import type { Tx } from '../../src/storage/database.ts'
import type { Cloud, Persona } from './cloud.ts'
import type { NetworkCloud } from './network-cloud.ts'
import { QUIET } from './quiet-log.ts'

/** The context of a request that this persona sends to Compute. */
export async function contextOf({ app }: Cloud, persona: Persona): Promise<RequestContext> {
  const token = await app.authenticator.authenticate(persona.token)
  const of = (serviceType: string): ServiceSide => {
    const service = app.services.find(({ type }) => type === serviceType)!
    return {
      ...{ serviceType, version: 0, legacy: false, mountId: '', mountPrefix: '' },
      enforcer: new Enforcer(rulesOf(service), new Map()),
      adminRule: service.adminRule,
      policyRefused: service.dialect.policyRefused,
    }
  }
  const unasked = (): never => {
    throw new Error('nobody has sent this request')
  }
  return new RequestContext({
    ...{ side: of('compute'), sides: { of }, token, serviceToken: undefined, log: QUIET },
    request: {
      ...{ requestId: 'req-test', method: 'POST', url: '/servers', headers: {} },
      ...{ addressOf: unasked, clientAddress: unasked, signal: unasked },
    },
    progress: { claimedUser: undefined },
  })
}

/** A server that has no ports yet. */
export function newServer({ projectId }: Persona, more: Partial<ServerToPlug> = {}): ServerToPlug {
  return { id: randomUUID(), projectId, hostname: 'vm', zone: 'nova', host: 'host-1', ...more }
}

export interface ServersOfNetwork {
  /** Does something of the facade for nobody. */
  cloud<T>(act: (facade: NetworkFacade, tx: Tx) => Promise<T>): Promise<T>
  /** Does something for demo, or for another persona. */
  client<T>(act: (client: NetworkClient, tx: Tx) => Promise<T>, persona?: Persona): Promise<T>
  /** Ports for a server of demo. */
  allocate(
    server: ServerToPlug,
    networks: RequestedNetworks,
    more?: Partial<Allocation>,
    persona?: Persona,
  ): ReturnType<NetworkClient['allocate']>
}

export function serversOf(my: NetworkCloud): ServersOfNetwork {
  const { app } = my.cloud
  const facade = networkFacade(
    app.services.find(({ type }) => type === 'network')!.env as NetworkEnv,
  )
  const client: ServersOfNetwork['client'] = async (act, persona = my.persona) => {
    const ctx = await contextOf(my.cloud, persona)
    return app.database.write((tx) => act(facade.as(ctx), tx))
  }
  return {
    client,
    cloud: (act) => app.database.write((tx) => act(facade, tx)),
    allocate(server, networks, more = {}, persona = my.persona) {
      const asked = { networks, groups: [], mayUseExternal: false, mayBeNone: true, ...more }
      return client((one, tx) => one.allocate(tx, server, asked), persona)
    },
  }
}

/** What is said where it is refused: `400 PortNotFound: Port id x could …`. */
export async function refused(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => new Error('nobody refused it'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof Fault)) throw error
  return `${error.status} ${error.type}: ${error.message}`
}
