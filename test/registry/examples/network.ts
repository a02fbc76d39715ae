import type { Examples } from '../world.ts'

export const networkExamples: Examples = {
  'versions.list': () => ({}),
}
