/** What commands are made of: what they draw, and how an answer is held against the model. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Got } from '../support/cloud.ts'
import type { Model, ProjectName, Status, TypeName, Volume } from './model.ts'
import type { RealCloud } from './real.ts'

/** What a command draws; which of the things that are there it means is the rest of a division. */
export interface Drawn {
  readonly project: ProjectName
  readonly type: TypeName
  readonly size: number
  readonly which: number
  readonly other: number
  readonly flag: boolean
}

export const drawn: fc.Arbitrary<Drawn> = fc.record({
  project: fc.constantFrom('one', 'one', 'one', 'two'),
  type: fc.constantFrom('plain', 'gold'),
  size: fc.integer({ min: 1, max: 4 }),
  which: fc.nat({ max: 100 }),
  other: fc.nat({ max: 100 }),
  flag: fc.boolean(),
})

/** Mostly one of the project's own; now and then one of anybody's, which it may not see. */
export function pick<Item extends { project: ProjectName }>(
  items: readonly Item[],
  project: ProjectName,
  which: number,
): Item | undefined {
  const own = items.filter((item) => item.project === project)
  const among = which % 10 === 0 ? items : own
  return among[which % among.length]
}

/** A thing that the project does not see is as if it were not there. */
export const hidden = (project: ProjectName, item: { project: ProjectName }) =>
  [404, item.project !== project] as const

export type Act = (model: Model, real: RealCloud, drawn: Drawn) => Promise<void>

/** @returns was it accepted? */
export function accepted(got: Got, expected: Status): boolean {
  expect(got.status, got.text).toBe(expected)
  return expected < 300
}

export function addVolume(model: Model, id: string, made: Omit<Volume, 'id' | 'status'>): void {
  model.volumes.push({ id, status: 'available', ...made })
}
