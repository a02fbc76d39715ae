/** What a server is made from, and what it reports of each response. */
import type { AddressPlan } from './addresses.ts'
import type { ClientTimeouts } from './client-timeouts.ts'
import type { ProcessClock } from './clock.ts'
import type { Log } from './context.ts'
import type { Cors } from './cors.ts'
import type { Fault } from './faults.ts'
import type { Ids } from './ids.ts'
import type { Incoming, Progress } from './incoming.ts'
import type { Pipeline } from './pipeline.ts'
import type { ProgramRoute } from './program-routes.ts'
import type { Service } from './service.ts'

export interface ServerOptions {
  readonly services: readonly Service[]
  /** Path before every path of a service: its shared path, or nothing on a port of its own. */
  prefixOf(service: Service): string
  readonly pipeline: Pipeline
  readonly plan: AddressPlan
  readonly clock: Pick<ProcessClock, 'setTimer'>
  readonly ids: Ids
  readonly log: Log
  /** `CLIENT_TIMEOUTS` unless told. */
  readonly clientTimeouts?: ClientTimeouts
  /** Pages of no other origin may use the services unless told. */
  readonly cors?: Cors
  /** `WWW-Authenticate` of an answer 401; see `Authenticator`. */
  challenge(addressOf: (serviceType: string) => string): string
  /** Errors of other layers that have a status of their own, e.g. a lost database (503). */
  faultOf(error: unknown): Fault | undefined
  /** Called after every answer: metrics, request log, recorded coverage. */
  onAnswer?(record: AnswerRecord): void
  /** Paths beside the services', which go before them. */
  readonly programRoutes?: readonly ProgramRoute[]
}

export interface AnswerRecord {
  readonly service: Service
  /** Undefined where no operation was reached. */
  readonly operationId: string | undefined
  readonly method: string
  readonly url: string
  readonly status: number
  readonly requestId: string
  readonly userId: string | undefined
  readonly projectId: string | undefined
  readonly milliseconds: number
  /** What is needed for few records only. Headers and bodies have secrets in them. */
  readonly incoming: Incoming
  readonly progress: Progress
  readonly body?: unknown
  /** Where it was refused. */
  readonly fault?: Fault
}
