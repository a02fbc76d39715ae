/** Paths for those who run the program, on every port; those that only tell need no token. */
import type { FastifyInstance } from 'fastify'
import type { App } from '../app.ts'
import { addAdvance } from './advance.ts'
import type { Metrics, Reading } from './metrics.ts'

/**
 * `/healthz`: the process lives. `/readyz`: it can do its work, or 503 with what is missing.
 * `/metrics`: Prometheus' text format. `/stackling/advance`: see there.
 * @param more what `/metrics` shows besides
 */
export function addEndpoints(
  server: FastifyInstance,
  app: App,
  metrics: Metrics,
  more: readonly Reading[] = [],
): void {
  const method = ['GET', 'HEAD']
  server.route({ method, url: '/healthz', handler: () => ({ status: 'ok' }) })
  server.route({
    method,
    url: '/readyz',
    handler: async (_request, reply) => {
      const missing = await whatIsMissing(app)
      void reply.code(missing.length === 0 ? 200 : 503)
      return { status: missing.length === 0 ? 'ready' : 'not ready', missing }
    },
  })
  server.route({
    method,
    url: '/metrics',
    handler: async (_request, reply) => {
      void reply.header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
      return metrics.text([...readingsOf(app), ...more])
    },
  })
  addAdvance(server, app)
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
