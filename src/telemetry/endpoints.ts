/** Paths for those who run the program, on every port; those that only tell need no token. */
import type { App } from '../app.ts'
import type { ProgramRoute } from '../kernel/program-routes.ts'
import { advance } from './advance.ts'
import type { Metrics, Reading } from './metrics.ts'

/**
 * `/healthz`: the process lives. `/readyz`: it can do its work, or 503 with what is missing.
 * `/metrics`: Prometheus' text format. `/stackling/advance`: see there.
 * @param more what `/metrics` shows besides
 */
export function endpoints(
  app: App,
  metrics: Metrics,
  more: readonly Reading[] = [],
): readonly ProgramRoute[] {
  return [
    { method: 'GET', path: '/healthz', handle: () => ({ body: { status: 'ok' } }) },
    {
      method: 'GET',
      path: '/readyz',
      async handle() {
        const missing = await whatIsMissing(app)
        return missing.length === 0
          ? { body: { status: 'ready', missing } }
          : { status: 503, body: { status: 'not ready', missing } }
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      handle: async () => ({
        mediaType: 'text/plain; version=0.0.4; charset=utf-8',
        body: await metrics.text([...readingsOf(app), ...more]),
      }),
    },
    advance(app),
  ]
}

async function whatIsMissing(app: App): Promise<string[]> {
  const missing: string[] = []
  await app.database.ping().catch(() => missing.push('database'))
  if (!app.jobs.running) missing.push('jobs')
  return missing
}

function readingsOf(app: App): Reading[] {
  return [
    {
      name: 'stackling_jobs_under_way',
      help: 'Jobs that this process is doing.',
      type: 'gauge',
      read: () => app.jobs.underWay,
    },
    {
      name: 'stackling_jobs_ended_total',
      help: 'Jobs that this process has ended.',
      type: 'counter',
      *read() {
        for (const [kind, { done, failed }] of app.jobs.history.counts) {
          yield [`kind="${kind}",outcome="done"`, done]
          yield [`kind="${kind}",outcome="failed"`, failed]
        }
      },
    },
    {
      name: 'stackling_database_commits_total',
      help: 'Transactions committed.',
      type: 'counter',
      read: () => app.database.committed.transactions,
    },
    {
      name: 'stackling_database_units_total',
      help: 'Changes committed; those that came in together share a commit.',
      type: 'counter',
      read: () => app.database.committed.units,
    },
  ]
}
