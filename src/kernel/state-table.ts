/**
 * State tables: for each action on a resource, in which states it may begin, what it sets at once,
 * which job does the rest and how that ends. Handlers, jobs and conditional updates read the table,
 * and a test walks it (docs/adr/0019).
 */
import type { Fault } from './faults.ts'

/** For each column the values it may have; a column that is left out may have any. */
export type Allowed<States> = { readonly [Column in keyof States]?: readonly States[Column][] }

/** What is done to a resource whose state is in the columns `States`; refusals speak of a `Row`. */
export interface Action<States, Row> extends Course<States> {
  readonly from: Allowed<States>
  /** What the real service says where it may not begin. */
  refusal(row: Row): Fault
}

/** What becomes of a resource once an action has begun. */
export interface Course<States> {
  /** What is set at once; nothing where the action leaves the state alone. */
  readonly at?: Partial<States>
  /** Where something else is set than `at`, depending on where it began. The first that fits. */
  readonly atFrom?: readonly { readonly from: Allowed<States>; readonly at: Partial<States> }[]
  /** The kind of the job that does the rest. */
  readonly job?: string
  /** What the end of the job sets. */
  readonly done?: Partial<States> | 'gone'
  /** What is set where the job is given up. */
  readonly failed?: Partial<States>
}

export function isAllowed<Row>(allowed: Allowed<Row>, row: Row): boolean {
  for (const column in allowed) if (!allowed[column]!.includes(row[column])) return false
  return true
}

/** @throws the refusal of the action */
export function refuseUnlessAllowed<Row>(
  action: { readonly from: Allowed<NoInfer<Row>>; refusal(row: NoInfer<Row>): Fault },
  row: Row,
): void {
  if (!isAllowed(action.from, row)) throw action.refusal(row)
}

/** What the action sets at once where it begins with `row`. */
export function setAtOnce<States>(
  { at, atFrom = [] }: Course<States>,
  row: States,
): Partial<States> {
  return atFrom.find(({ from }) => isAllowed(from, row))?.at ?? at ?? {}
}

/** The values of a column that a resource may have while the action is under way. */
export function valuesDuring<States, Column extends keyof States>(
  { at, atFrom = [] }: Course<States>,
  column: Column,
): States[Column][] {
  return [at, ...atFrom.map((other) => other.at)].flatMap((set) => {
    const value = set?.[column]
    return value === undefined ? [] : [value]
  })
}
