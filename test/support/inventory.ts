/** What upstream publishes, and why some of it is left out. */
import { readFileSync } from 'node:fs'
import { parseInventory, parseReasons, type InventoryRow } from '../../src/kernel/coverage.ts'

const read = (name: string): string =>
  readFileSync(new URL(`../inventory/${name}.tsv`, import.meta.url), 'utf8')

export const inventoryOf = (serviceType: string): InventoryRow[] =>
  parseInventory(read(serviceType))

export const REASONS = parseReasons(read('left-out'))
