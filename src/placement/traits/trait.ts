import { refusal } from '../faults.ts'

export function isCustomTrait(name: string): boolean {
  return name.length <= 255 && /^CUSTOM_[A-Z0-9_]+$/.test(name)
}

export interface TraitFilter {
  readonly names: readonly string[] | undefined
  readonly prefix: string
  /** Has a provider it, or none? */
  readonly isUsed: boolean | undefined
}

/** Source: placement/handlers/trait.py (_normalize_traits_qs_param, list_traits). @throws 400 */
export function traitFilter({
  name,
  associated,
}: {
  readonly name?: string
  readonly associated?: string
}): TraitFilter {
  const [, operator, value] = /^([^:]*):(.*)$/s.exec(name ?? '') ?? []
  if (name !== undefined && operator === undefined) {
    throw refusal(
      400,
      'Badly formatted name parameter. Expected name query string parameter in form: ' +
        `?name=[in|startswith]:[name1,name2|prefix]. Got: "${name}"`,
    )
  }
  const used = associated?.toLowerCase()
  if (used !== undefined && used !== 'true' && used !== 'false') {
    throw refusal(400, 'The query parameter "associated" only accepts "true" or "false"')
  }
  return {
    names: operator === 'in' ? value!.split(',') : undefined,
    prefix: operator === 'startswith' ? value! : '',
    isUsed: used === undefined ? undefined : used === 'true',
  }
}
