/**
 * What becomes of tasks that were begun by the call for it. The import of a new image makes the
 * image and stores its bytes; the others are parts of calls about images, and fail here as there.
 * Source: openstack/glance glance/async_/flows/base_import.py, glance/async_/taskflow_executor.py.
 */
import { Type as T } from 'typebox'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { ImageEnv } from '../operation.ts'
import { dropImported, importNew, recordImported } from './legacy-import.usecase.ts'
import { flawOf, INTERNAL_ERROR } from './task.ts'
import { taskFails, taskGoesOn, taskSucceeds } from './tasks.usecase.ts'

const RUN = T.Object({
  task: T.String(),
  /** The id of the image that an import makes. */
  image: T.String(),
  owner: T.Union([T.String(), T.Null()]),
  type: T.Union([T.Literal('import'), T.Literal('api_image_import'), T.Literal('location_import')]),
  input: T.Record(T.String(), T.Unknown()),
})

export const RUN_TASK = jobKind({
  name: 'image-task.run',
  version: 1,
  payload: RUN,
  realisticSeconds: [2, 8],
})

export function taskJobs(env: ImageEnv): readonly JobWork[] {
  const run = jobWork(RUN_TASK, {
    steps: {
      work: {
        async do({ task, image, owner, type, input }, _, { signal }) {
          await env.database.write((tx) => taskGoesOn(tx, env, task))
          const flaw = flawOf(type, input)
          if (flaw !== undefined) throw new JobRefused(flaw)
          // An image is locked by the task of the call about it, never by one from here.
          if (type !== 'import') throw new JobRefused(INTERNAL_ERROR)
          const made = await importNew(env, { id: image, owner, input }, signal)
          if (typeof made === 'string') throw new JobRefused(INTERNAL_ERROR, { cause: made })
          return made
        },
        undo: ({ image }) => dropImported(env, image),
      },
    },
    async finish(tx, { task, image }, { work }) {
      await recordImported(tx, env, image, work)
      await taskSucceeds(tx, env, task, { image_id: image })
    },
    failed: (tx, { task }, { message }) => taskFails(tx, env, task, message),
  })
  return [run]
}
