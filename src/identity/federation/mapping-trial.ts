import { applyMapping, assertionOf, NotMapped, type Mapped, type Rule } from './mapping.ts'
import { DEFAULT_VERSION, isKnownVersion, mistakesIn } from './mapping.schemas.ts'

/** What a mapping makes of somebody, or why it lets nobody in. */
export type MappingTrial =
  | { readonly mapped: Mapped }
  | { readonly mistakes: readonly string[] }
  | { readonly refused: string }

/**
 * Tries a mapping out, without a sign-in: names are not looked up.
 * @param mapping as the API takes it: `rules`, and perhaps `schema_version`
 * @param attributes what an identity provider says; texts are split at semicolons, lists are not
 */
export function tryMapping(
  mapping: unknown,
  attributes: Readonly<Record<string, string | readonly string[]>>,
): MappingTrial {
  const { rules, schema_version: asked } = (mapping ?? {}) as Record<string, unknown>
  const version = asked || DEFAULT_VERSION
  if (!isKnownVersion(version)) return { mistakes: [`Unknown schema_version: ${String(asked)}`] }
  const mistakes = mistakesIn(version, mapping)
  if (mistakes.length > 0) return { mistakes }
  const assertion = assertionOf(Object.entries(attributes))
  try {
    return { mapped: applyMapping({ rules: rules as readonly Rule[], version }, assertion) }
  } catch (error) {
    if (error instanceof NotMapped) return { refused: error.message }
    throw error
  }
}
