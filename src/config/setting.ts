/** What a setting is: one entry of the tables that `settings.ts` joins. */
import type { Kind } from './kinds.ts'

export interface Setting<T = unknown, D = unknown> {
  readonly kind: Kind<T>
  /** Undefined means that the program finds a value itself; `help` says which. */
  readonly default: D
  /** How the default is shown, where that is not the value itself. */
  readonly shown?: string
  /** A sentence or two, without the default. */
  readonly help: string
  readonly topic: Topic
  /** Never shown: not in messages, not in logs. */
  readonly secret?: true
  /** It says where the file lies, so it cannot stand in one. */
  readonly outsideFile?: true
}

export const TOPICS = {
  state: 'Where the state lies',
  network: 'Where it listens',
  cloud: 'What the cloud is like',
  image: 'What Image does',
  access: 'Who gets in',
  identity: 'What Identity allows',
  running: 'Running it',
} as const

export type Topic = keyof typeof TOPICS

export function setting<T, const D extends T | undefined>(declared: Setting<T, D>): Setting<T, D> {
  return declared
}
