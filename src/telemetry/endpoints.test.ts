import { expect, test } from 'vitest'
import type { App } from '../app.ts'
import { DatabaseUnavailable } from '../storage/errors.ts'
import { endpoints } from './endpoints.ts'
import { Metrics } from './metrics.ts'

interface State {
  databaseAway?: boolean
  jobsStopped?: boolean
}

async function get(path: string, { databaseAway = false, jobsStopped = false }: State = {}) {
  const app = {
    database: {
      committed: { transactions: 2, units: 5 },
      ping: async () => {
        if (databaseAway) throw new DatabaseUnavailable('away')
      },
    },
    jobs: {
      ...{ running: !jobsStopped, underWay: 3 },
      history: { counts: new Map([['volume.create', { done: 5, failed: 1 }]]) },
    },
  } as unknown as App
  const route = endpoints(app, new Metrics()).find((one) => one.path === path)
  const { status = 200, body } = await route!.handle({ headers: {}, body: undefined })
  return { status, body }
}

test('/readyz names everything that is missing, with 503', async () => {
  const ready = { status: 200, body: { status: 'ready', missing: [] } }
  expect(await get('/readyz')).toEqual(ready)
  expect(await get('/readyz', { databaseAway: true, jobsStopped: true })).toEqual({
    status: 503,
    body: { status: 'not ready', missing: ['database', 'jobs'] },
  })
})

test('/healthz is about the process alone: a restart would not bring the database back', async () => {
  expect((await get('/healthz', { databaseAway: true, jobsStopped: true })).status).toBe(200)
})

test('/metrics shows jobs, and how many changes shared how many commits', async () => {
  const { body } = await get('/metrics', { databaseAway: true })
  expect(body).toMatch(/^stackling_jobs_under_way 3$/m)
  expect(body).toMatch(/^stackling_jobs_ended_total\{kind="volume.create",outcome="done"\} 5$/m)
  expect(body).toMatch(/^stackling_jobs_ended_total\{kind="volume.create",outcome="failed"\} 1$/m)
  expect(body).toMatch(/^stackling_database_commits_total 2$/m)
  expect(body).toMatch(/^stackling_database_units_total 5$/m)
})
