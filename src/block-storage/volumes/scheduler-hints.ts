/**
 * Hints of a client about where a new volume goes. Source: openstack/cinder
 * cinder/scheduler/filters/affinity_filter.py and instance_locality_filter.py.
 */
import { str } from '../../kernel/python.ts'
import { isUuidLike } from '../../kernel/formats.ts'

export interface SchedulerHints {
  /** Volumes in whose pool it shall lie, and not; empty where nothing is said. */
  readonly same: readonly string[]
  readonly different: readonly string[]
  /** The server on whose host it shall lie. */
  readonly server: string | undefined
}

/**
 * What is said, or undefined where no pool can fulfil it: a hint that names anything but volumes is
 * not passed over.
 */
export function readHints(sent: unknown): SchedulerHints | undefined {
  const hints = typeof sent === 'object' && sent !== null ? { ...sent } : {}
  const { same_host, different_host, local_to_instance } = hints as Record<string, unknown>
  const same = idsOf(same_host)
  const different = idsOf(different_host)
  const server = local_to_instance || undefined
  if (same === undefined || different === undefined) return undefined
  return { same, different, server: server === undefined ? undefined : str(server) }
}

function idsOf(hint: unknown): readonly string[] | undefined {
  if (hint === undefined) return []
  const ids: readonly unknown[] = Array.isArray(hint) ? hint : [hint]
  const named = ids.filter((id): id is string => typeof id === 'string' && isUuidLike(id))
  return named.length === ids.length ? named : undefined
}
