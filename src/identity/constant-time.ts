import { timingSafeEqual } from 'node:crypto'

/** Are the texts the same? Wherever they differ, finding out takes the same time. */
export function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}
