import type { Log } from '../../src/kernel/context.ts'

/** A log that nobody reads. */
export const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} }
