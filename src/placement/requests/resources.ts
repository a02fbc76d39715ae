import { refusal } from '../faults.ts'

/** How much of each resource class. */
export type Amounts = ReadonlyMap<string, number>

/**
 * What `VCPU:2,MEMORY_MB:1024` asks for.
 * Source: placement/util.py (normalize_resources_qs_param).
 * @throws 400
 */
export function resourcesAsked(value: string): Amounts {
  if (value.trim() === '') throw badlyFormed('empty string')
  const amounts = new Map<string, number>()
  for (const part of value.split(',')) {
    const pieces = part.split(':')
    if (pieces.length !== 2) throw badlyFormed(part)
    const [name, text] = pieces as [string, string]
    // What Python's int() takes.
    if (!/^\s*[-+]?\d+(_\d+)*\s*$/.test(text)) {
      throw refusal(
        400,
        `Requested resource ${name} expected positive integer amount. Got: ${text}.`,
      )
    }
    const amount = Number(text.replaceAll('_', ''))
    if (amount < 1) {
      throw refusal(400, `Requested resource ${name} requires amount >= 1. Got: ${amount}.`)
    }
    // More than any inventory has room for.
    amounts.set(name, Math.min(amount, Number.MAX_SAFE_INTEGER))
  }
  return amounts
}

function badlyFormed(got: string) {
  return refusal(
    400,
    'Badly formed resources parameter. Expected resources query string parameter in form: ' +
      `?resources=VCPU:2,MEMORY_MB:1024. Got: ${got}.`,
  )
}
