/** Resource options: of those that Keystone knows, the one for projects, domains and roles. */
import { forbidden } from '../kernel/faults.ts'
import { Type as T } from 'typebox'
import { NULLABLE_BOOLEAN } from './schemas.ts'

type Kind = 'domain' | 'project' | 'role'

export const IMMUTABLE_OPTION = T.Object(
  { immutable: T.Optional(NULLABLE_BOOLEAN) },
  { additionalProperties: false },
)

export function isImmutable(options: string): boolean {
  return (JSON.parse(options) as { immutable?: boolean | null }).immutable === true
}

/**
 * Of an immutable resource only the option itself may be changed, and nothing else with it.
 * Rule: keystone/common/resource_options/options/immutable.py.
 */
export function refuseUpdateOfImmutable(
  kind: Kind,
  resource: { readonly id: string; readonly options: string },
  changes: Readonly<Record<string, unknown>>,
): void {
  if (!isImmutable(resource.options)) return
  const { options } = changes as { options?: { immutable?: boolean | null } }
  const lifted = options !== undefined && Object.hasOwn(options, 'immutable') && !options.immutable
  if (lifted && Object.keys(changes).length === 1) return
  throw immutableFault('update', kind, resource.id)
}

export function refuseDeletionOfImmutable(
  kind: Kind,
  resource: { readonly id: string; readonly options: string },
): void {
  if (isImmutable(resource.options)) throw immutableFault('delete', kind, resource.id)
}

function immutableFault(verb: 'update' | 'delete', kind: Kind, id: string) {
  return forbidden(
    `Unable to ${verb} immutable ${kind} resource: \`${id}. ` +
      'Set resource option "immutable" to false first.',
  )
}

/** Options after a change: null removes one. */
export function changedOptions(
  before: string,
  changes: Readonly<Record<string, unknown>> | undefined,
): string {
  if (changes === undefined) return before
  const merged = { ...(JSON.parse(before) as object), ...changes }
  return JSON.stringify(Object.fromEntries(Object.entries(merged).filter(([, v]) => v !== null)))
}
