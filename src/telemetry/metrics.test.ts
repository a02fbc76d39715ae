import { expect, test } from 'vitest'
import type { AnswerRecord } from '../kernel/server-options.ts'
import { Metrics } from './metrics.ts'

function answer(operationId: string | undefined, status: number, milliseconds: number) {
  return { service: { type: 'compute' }, operationId, status, milliseconds } as AnswerRecord
}

async function linesAbout(metrics: Metrics, name: string): Promise<string[]> {
  const text = await metrics.text([])
  return text.split('\n').filter((line) => line.startsWith(name))
}

test('requests are counted by service, operation and status', async () => {
  const metrics = new Metrics()
  metrics.count(answer('aggregates.list', 200, 1))
  metrics.count(answer('aggregates.list', 200, 1))
  metrics.count(answer('aggregates.list', 401, 1))
  metrics.count(answer(undefined, 404, 1))
  expect(await linesAbout(metrics, 'stackling_requests_total')).toEqual([
    'stackling_requests_total{service="compute",operation="aggregates.list",status="200"} 2',
    'stackling_requests_total{service="compute",operation="aggregates.list",status="401"} 1',
    'stackling_requests_total{service="compute",operation="none",status="404"} 1',
  ])
})

test('durations fall into cumulative buckets, in seconds, bounds included', async () => {
  const metrics = new Metrics()
  for (const milliseconds of [0.5, 1, 2, 20_000]) metrics.count(answer('x', 200, milliseconds))
  const lines = await linesAbout(metrics, 'stackling_request_duration_seconds')
  const values = lines.map((line) => line.replace(/.*(le="\S+"|_sum|_count)\S* /, '$1 '))
  expect(values.slice(0, 3)).toEqual(['le="0.001" 2', 'le="0.0025" 3', 'le="0.005" 3'])
  expect(values.slice(-4)).toEqual(['le="10" 3', 'le="+Inf" 4', '_sum 20.0035', '_count 4'])
})

test('readings and the figures of the process are there, each with its type', async () => {
  const reading = { name: 'jobs', help: 'Jobs.', type: 'gauge', read: () => 7 } as const
  const text = await new Metrics().text([reading])
  expect(text).toContain('# HELP jobs Jobs.\n# TYPE jobs gauge\njobs 7\n')
  expect(text).toContain('# TYPE nodejs_eventloop_lag_seconds gauge')
  expect(text).toContain('process_resident_memory_bytes')
})
