/** A mistake of whoever starts the program, in words for them: shown without a stack. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** What the value should have been; the value itself only where it may be seen. */
export function wrongValue(
  name: string,
  setting: { readonly kind: { readonly takes: string }; readonly secret?: true },
  raw: unknown,
): string {
  const found = setting.secret || raw === '' ? '' : `, not ${JSON.stringify(raw)}`
  const empty = raw === '' ? ' and is empty' : ''
  return `${name} must be ${setting.kind.takes}${found}${empty}`
}
