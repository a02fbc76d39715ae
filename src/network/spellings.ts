/**
 * Collections have dashes in their paths, or underscores, and answer to both. Source: openstack/neutron
 * neutron/pecan_wsgi/controllers/root.py, neutron/manager.py (get_controller_for_resource).
 */
import type { Operation } from '../kernel/operation.ts'
import { V2 } from './versions/version.ts'

/** What stands before collections of one kind: `/qos/policies`. */
const GROUPS: ReadonlySet<string> = new Set(['qos', 'metering', 'log'])

/** Makes the paths that are meant of those that are sent, each collection as it is declared. */
export function spelledAsDeclared(
  operations: readonly Pick<Operation, 'path' | 'method'>[],
): (path: string) => string {
  const declared = new Map<string, string>()
  for (const { path, method } of operations) {
    const segments = path.split('/').slice(1)
    for (const at of collectionsIn(segments)) {
      const name = segments[at]
      // Actions, which end a PUT, have one name.
      const isAction = method === 'PUT' && at === segments.length - 1
      if (name && !isAction) declared.set(underscored(name), name)
    }
  }
  return (path) => {
    if (!path.startsWith(`${V2.prefix}/`) || !/[-_]/.test(path)) return path
    const segments = path.slice(V2.prefix.length + 1).split('/')
    for (const at of collectionsIn(segments)) {
      segments[at] = declared.get(underscored(segments[at] ?? '')) ?? segments[at]!
    }
    return `${V2.prefix}/${segments.join('/')}`
  }
}

/** Where the names of collections stand: between them are ids. */
function collectionsIn(segments: readonly string[]): readonly number[] {
  return (GROUPS.has(segments[0]!) ? [1, 3] : [0, 2]).filter((at) => at < segments.length)
}

function underscored(name: string): string {
  return name.replaceAll('-', '_')
}
