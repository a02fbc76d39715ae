/**
 * What `/metrics` shows, in Prometheus' text format. Counting a request touches plain numbers only;
 * text is made when somebody asks for it.
 */
import type { AnswerRecord } from '../kernel/server-options.ts'

/** Upper bounds of the histogram, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

interface Series {
  /** Requests by HTTP status. */
  readonly statuses: Map<number, number>
  /** How many took at most the bound of the same index, and not the one before; then the rest. */
  readonly buckets: Float64Array
  seconds: number
}

/** A number that is read when somebody asks. */
export interface Reading {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  /** The number, or one for each set of labels, written `kind="a",outcome="b"`. */
  read(): number | Iterable<readonly [labels: string, value: number]>
}

export class Metrics {
  /** By service type, then by operation id. */
  readonly #series = new Map<string, Map<string, Series>>()
  #processMetrics: { metrics(): Promise<string> } | undefined

  /** Counts one answer. A request that reached no operation counts under `none`. */
  count({ service, operationId = 'none', status, milliseconds }: AnswerRecord): void {
    const series = this.#seriesOf(service.type, operationId)
    const seconds = milliseconds / 1000
    let bucket = 0
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]!) bucket++
    series.buckets[bucket]!++
    series.seconds += seconds
    series.statuses.set(status, (series.statuses.get(status) ?? 0) + 1)
  }

  #seriesOf(serviceType: string, operationId: string): Series {
    let operations = this.#series.get(serviceType)
    if (operations === undefined) this.#series.set(serviceType, (operations = new Map()))
    let series = operations.get(operationId)
    if (series === undefined) {
      series = { statuses: new Map(), buckets: new Float64Array(BOUNDS.length + 1), seconds: 0 }
      operations.set(operationId, series)
    }
    return series
  }

  async text(readings: readonly Reading[]): Promise<string> {
    const own = [...this.#requests(), ...this.#durations(), ...readings.flatMap(lines)]
    return `${own.join('\n')}\n${await this.#process()}`
  }

  *#requests(): Generator<string> {
    yield* head('stackling_requests_total', 'Requests answered.', 'counter')
    for (const [labels, { statuses }] of this.#labelled()) {
      for (const [status, count] of statuses) {
        yield `stackling_requests_total{${labels},status="${status}"} ${count}`
      }
    }
  }

  *#durations(): Generator<string> {
    const name = 'stackling_request_duration_seconds'
    yield* head(name, 'From the head of a request to its answer.', 'histogram')
    for (const [labels, { buckets, seconds }] of this.#labelled()) {
      let count = 0
      for (const [index, bound] of [...BOUNDS, '+Inf'].entries()) {
        count += buckets[index]!
        yield `${name}_bucket{${labels},le="${bound}"} ${count}`
      }
      yield `${name}_sum{${labels}} ${seconds}`
      yield `${name}_count{${labels}} ${count}`
    }
  }

  *#labelled(): Generator<[labels: string, series: Series]> {
    for (const [service, operations] of this.#series) {
      for (const [operation, series] of operations) {
        yield [`service="${service}",operation="${operation}"`, series]
      }
    }
  }

  /** Memory, event loop lag, garbage collection: watched from the first time somebody asks. */
  async #process(): Promise<string> {
    if (this.#processMetrics === undefined) {
      const { watchProcess } = await import('./process-metrics.ts')
      this.#processMetrics = watchProcess()
    }
    return this.#processMetrics.metrics()
  }
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]
}

function lines({ name, help, type, read }: Reading): string[] {
  const value = read()
  const values = typeof value === 'number' ? [`${name} ${value}`] : labelled(name, value)
  return [...head(name, help, type), ...values]
}

function labelled(name: string, values: Iterable<readonly [string, number]>): string[] {
  return Array.from(values, ([labels, value]) => `${name}{${labels}} ${value}`)
}
