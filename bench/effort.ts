/** How much the bench measures; `--quick` is for trying it out, budgets are meant for the rest. */

export interface Effort {
  /** Seconds of one measurement of throughput. */
  readonly seconds: number
  /** Pairs of measurements of which the median counts. */
  readonly rounds: number
  /** Volumes stored: first, and then. */
  readonly few: number
  readonly many: number
  /** Starts on an empty directory, each followed by one on what it left. */
  readonly starts: number
  /** Lists fetched of which the median counts. */
  readonly lists: number
  /** Requests after which memory is looked at. */
  readonly requests: number
  /** Of the image that goes up and down. */
  readonly imageMib: number
  /** Milliseconds for which a quiet cloud is asked. */
  readonly quietMs: number
}

export const FULL: Effort = {
  seconds: 5,
  rounds: 5,
  few: 1_000,
  many: 1_000_000,
  starts: 5,
  lists: 25,
  requests: 1_000_000,
  imageMib: 1024,
  quietMs: 5_000,
}

export const QUICK: Effort = {
  seconds: 2,
  rounds: 1,
  few: 1_000,
  many: 50_000,
  starts: 3,
  lists: 9,
  requests: 100_000,
  imageMib: 128,
  quietMs: 1_000,
}

/** Connections at once, where throughput is measured. */
export const CONNECTIONS = 32
