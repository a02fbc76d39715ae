import type { Examples } from '../world.ts'

export const networkExamples: Examples = {
  'versions.list': () => ({}),
  'resources.list': () => ({}),
  'extensions.list': () => ({}),
  'extensions.show': () => ({ params: { alias: 'sorting' } }),
}
