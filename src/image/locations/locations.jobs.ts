import { Type as T } from 'typebox'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { ImageEnv } from '../operation.ts'
import { lookAt, refuseFound, takeFound } from './looking.usecase.ts'
import type { ExpectedHash } from './new-location.ts'

export const ADD_LOCATION_TO_IMAGE = jobKind({
  name: 'image.add-location',
  version: 1,
  payload: T.Object({
    ...{ task: T.String(), image: T.String(), url: T.String() },
    hash: T.Union([T.Unsafe<ExpectedHash>({ type: 'object' }), T.Null()]),
  }),
  realisticSeconds: [1, 4],
})

export function locationJobs(env: ImageEnv): readonly JobWork[] {
  const add = jobWork(ADD_LOCATION_TO_IMAGE, {
    steps: {
      look: {
        async do(payload, _, { signal }) {
          const found = await lookAt(env, payload, signal)
          if (typeof found === 'string') throw new JobRefused(found)
          return found
        },
      },
    },
    finish: (tx, payload, { look }) => takeFound(tx, env, payload, look),
    failed: (tx, payload) => refuseFound(tx, env, payload),
  })
  return [add]
}
