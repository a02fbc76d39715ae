import { Type as T } from 'typebox'
import { jobKind } from '../../jobs/job.ts'
import { BUILD } from './build-states.ts'

export const BUILD_SERVER = jobKind({
  name: BUILD.job,
  version: 1,
  payload: T.Object({ id: T.String() }),
  realisticSeconds: [2, 6],
})
