/**
 * The bodies that upstream's API references print, in tables: the calls that each belongs to and
 * the file of the reference (`api-ref/source` of each project, its samples) that shows it. Only
 * what a shape can be held against is kept: ids, times and addresses are stand-ins, longer texts
 * say `text`, and of a list there is one item of each kind.
 */
import { readFileSync } from 'node:fs'
import type { Operation } from '../../src/kernel/operation.ts'
import { routesOf } from '../../src/kernel/registry.ts'
import type { Service } from '../../src/kernel/service.ts'

export interface Sample {
  /** Starts with the project: `keystone/v3/samples/admin/…`. */
  readonly source: string
  readonly direction: 'request' | 'response'
  /** `POST /v2.1/os-aggregates/{aggregate_id}/action set_metadata` */
  readonly calls: readonly string[]
  /** Those that would send or take it, none where its calls are not here. */
  readonly operations: readonly Operation[]
  readonly body: unknown
}

/**
 * Of Compute and Identity requests and answers, of Block Storage requests alone, since its
 * reference's answers are written by hand and lag behind.
 */
export function samplesOf(service: Service): Sample[] {
  const table = new URL(`../inventory/samples/${service.type}.tsv`, import.meta.url)
  const [, ...lines] = readFileSync(table, 'utf8').trimEnd().split('\n')
  const find = operationsOf(service)
  return lines.map((line) => {
    const [calls, direction, source, body] = line.split('\t') as [string, string, string, string]
    return {
      source,
      direction: direction as Sample['direction'],
      calls: calls.split('; '),
      operations: [...new Set(calls.split('; ').flatMap(find))],
      body: JSON.parse(body),
    }
  })
}

function operationsOf(service: Service): (call: string) => readonly Operation[] {
  const plain = (path: string) =>
    path
      .replace(/\?.*/, '')
      .replace(/\{[^}]*\}/g, '{}')
      .replace(/(.)\/$/, '$1')
  const routes = Map.groupBy(routesOf(service), ({ method, path }) => `${method} ${plain(path)}`)
  return (call) => {
    const [method, path, action] = call.split(' ') as [string, string, string | undefined]
    return (routes.get(`${method} ${plain(path)}`) ?? []).flatMap((route) =>
      action === undefined ? route.variants : (route.actions?.get(action) ?? []),
    )
  }
}
