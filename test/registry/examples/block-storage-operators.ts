import { plain, type Examples } from '../world.ts'

/** Of what operators of block storage use, and of what it tells users. */
export const operatorExamples: Examples = {
  'resource_filters.list': plain,
}
