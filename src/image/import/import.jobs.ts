/**
 * What happens to an image that is imported. All of it can be done again: what an attempt left
 * half-written is removed before the next one, a store that has its copy is passed over.
 * Source: openstack/glance glance/async_/flows/api_image_import.py.
 */
import { Type as T } from 'typebox'
import { jobKind, JobRefused, jobWork, type JobWork } from '../../jobs/job.ts'
import type { ImageEnv } from '../operation.ts'
import { fetchSource } from './fetching.usecase.ts'
import { endImport, failImport } from './ending.usecase.ts'
import { storeEverywhere, takeBack } from './storing.usecase.ts'

const IMPORT = T.Object({
  task: T.String(),
  image: T.String(),
  method: T.Union([T.Literal('glance-direct'), T.Literal('web-download'), T.Literal('copy-image')]),
  /** Of a download. */
  uri: T.Union([T.String(), T.Null()]),
  /** Names, in the order in which they get their copies. */
  stores: T.Array(T.String()),
  mustSucceed: T.Boolean(),
  /** Properties that the operator adds. */
  inject: T.Record(T.String(), T.String()),
})

export const IMPORT_IMAGE = jobKind({
  name: 'image.import',
  version: 1,
  payload: IMPORT,
  realisticSeconds: [2, 8],
})

export function importJobs(env: ImageEnv): readonly JobWork[] {
  const importImage = jobWork(IMPORT_IMAGE, {
    steps: {
      fetch: {
        do: async (payload, _, { signal }) => unless(await fetchSource(env, payload, signal)),
      },
      store: {
        do: async (payload, _, { signal }) => unless(await storeEverywhere(env, payload, signal)),
        undo: (payload) => takeBack(env, payload),
      },
    },
    finish: (tx, payload) => endImport(tx, env, payload),
    failed: (tx, payload, { step }) => failImport(tx, env, payload, step === 'fetch'),
  })
  return [importImage]
}

/** An import is not tried again: whoever asked for it sees that it failed, and may. */
function unless(reason: string | undefined): void {
  if (reason !== undefined) throw new JobRefused(reason)
}
