/**
 * What Identity's unified limits bound of Image.
 * Source: openstack/glance glance/quota/keystone.py, openstack/oslo.limit oslo_limit/exception.py.
 */
import { overLimit, type Fault } from '../../kernel/faults.ts'

/** By their registered limits. Sizes are in MiB. */
export const LIMITED = [
  'image_size_total',
  'image_stage_total',
  'image_count_total',
  'image_count_uploading',
] as const
export type Limited = (typeof LIMITED)[number]

export type Usage = Readonly<Record<Limited, number>>

/** How much a call is about to take. What counts already, such as its own upload, takes 0. */
export type Deltas = Partial<Usage>

const MIB = 2 ** 20

/** Bytes in the unit of limits, as the real service counts them. */
export function mebibytes(bytes: number | undefined): number {
  return Math.floor((bytes ?? 0) / MIB)
}

export interface Overrun {
  readonly resource: Limited
  readonly limit: number
  readonly usage: number
  readonly delta: number
}

/** -1 is any amount; what has no registered limit may not be used at all. */
export function overrunsOf(
  deltas: Deltas,
  usage: Usage,
  limits: ReadonlyMap<string, number>,
): Overrun[] {
  return LIMITED.flatMap((resource) => {
    const delta = deltas[resource]
    const limit = limits.get(resource) ?? 0
    if (delta === undefined || limit < 0 || usage[resource] + delta <= limit) return []
    return [{ resource, limit, usage: usage[resource], delta }]
  })
}

export function limitExceeded(projectId: string | undefined, overruns: readonly Overrun[]): Fault {
  const reasons = overruns.map(
    ({ resource, limit, usage, delta }) =>
      `Resource ${resource} is over limit of ${limit} due to current usage ${usage} and delta ` +
      `${delta}`,
  )
  return overLimit(
    'The request returned a 413 Request Entity Too Large. This generally means that rate limiting ' +
      'or a quota threshold was breached.\n\nThe response body:\n' +
      `Project ${projectId ?? 'None'} is over a limit for [${reasons.join(', ')}]`,
  )
}
