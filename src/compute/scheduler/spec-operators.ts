/** Whether a value is what an extra spec asks for. Source: nova/scheduler/filters/extra_specs_ops.py. */

const OPERATORS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  '=': (value, wanted) => Number(value) >= Number(wanted),
  '<in>': (value, wanted) => value.includes(wanted),
  '==': (value, wanted) => Number(value) === Number(wanted),
  '!=': (value, wanted) => Number(value) !== Number(wanted),
  '>=': (value, wanted) => Number(value) >= Number(wanted),
  '<=': (value, wanted) => Number(value) <= Number(wanted),
  's==': (value, wanted) => value === wanted,
  's!=': (value, wanted) => value !== wanted,
  's<': (value, wanted) => value < wanted,
  's<=': (value, wanted) => value <= wanted,
  's>': (value, wanted) => value > wanted,
  's>=': (value, wanted) => value >= wanted,
}

/** Without an operator both must be the same. What is no number is as no number is. */
export function matches(value: string, wanted: string): boolean {
  const [operator, ...words] = wanted.split(/\s+/).filter((word) => word !== '')
  if (operator === '<or>') return words.some((word, index) => index % 2 === 0 && word === value)
  if (operator === '<all-in>')
    return words.length > 0 && words.every((word) => value.includes(word))
  const compare = operator === undefined ? undefined : OPERATORS[operator]
  if (compare === undefined) return value === wanted
  return words[0] !== undefined && compare(value, words[0])
}
