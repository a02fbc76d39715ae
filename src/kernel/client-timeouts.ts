/** How long a client may take, in milliseconds. A connection costs little, but not nothing. */
export interface ClientTimeouts {
  /** From the first byte of a request to the end of its header. */
  readonly header: number
  /** From the first byte of a request to its last. */
  readonly request: number
  /** Without a byte in either direction while a request or its response is under way. */
  readonly socketIdle: number
  /** Between two requests on one connection. */
  readonly keepAlive: number
  /** How often `header` and `request` are checked: each may last so much longer. */
  readonly checkInterval: number
  /** On an idle connection when the process is told to stop: a request may be on its way. */
  readonly drain: number
}

export const CLIENT_TIMEOUTS: ClientTimeouts = {
  header: 20_000,
  request: 60_000,
  // Longer than any request takes that waits for a database.
  socketIdle: 120_000,
  keepAlive: 75_000,
  checkInterval: 5_000,
  drain: 200,
}
