/** A request as the server hands it to the pipeline, and what becomes known of it on its way. */
import type { ClaimedUser, SentRequest, Token } from './context.ts'
import type { Version } from './microversion.ts'
import type { Operation } from './operation.ts'
import type { RequestBody } from './request-body.ts'

/** What the server read from the wire, before anything is known of the operation. */
export interface Incoming extends SentRequest {
  /** Filled in once the route is known. */
  params: Readonly<Record<string, string>>
  readonly body: RequestBody
  /** Aborted when the client goes away before it has its answer. Made when it is first asked for. */
  signal(): AbortSignal
  /** The service's address as the client sees it; asked for only when needed. */
  addressOf(serviceType: string): string
  /** Where the client is, behind proxies that are believed. */
  clientAddress(): string
}

/** What became known of a request while it was served; the server needs it for headers and logs. */
export interface Progress {
  operation: Operation | undefined
  /** Set once the microversion is known, or refused by number. */
  version: Version | undefined
  token: Token | undefined
  /** Whoever signs in without one, as far as it is known. */
  claimedUser: ClaimedUser | undefined
}
