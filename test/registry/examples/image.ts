import type { Examples } from '../world.ts'

export const imageExamples: Examples = {
  'versions.choose': () => ({}),
  'versions.list': () => ({}),
}
