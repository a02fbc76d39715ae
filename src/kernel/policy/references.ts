/** Whether what an operator says of rules holds together: names, references, circles. */
import type { PolicyRule } from './rule.ts'
import { type Check, parseCheck, ruleNames } from './check.ts'
import type { Override, PolicyFileOptions } from './override.ts'

export interface Findings {
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

export function problemsOf(
  overrides: readonly Override[],
  { services, foreign = new Set(), strict = false, suggest = () => '' }: PolicyFileOptions,
): Findings {
  const problems: string[] = []
  const warnings: string[] = []
  const declared = [...services.values()].flat()
  const known = new Set(declared.map(({ name }) => name))
  const successors = successorsIn(declared)
  const used = new Set(overrides.flatMap(({ check }) => ruleNames(check)))
  for (const { name, place } of overrides) {
    const newer = successors.get(name)
    // What other rules refer to is a rule of the operator's own.
    if (known.has(name) || used.has(name)) continue
    if (newer !== undefined) {
      const names = newer.map((each) => `"${each}"`).join(', ')
      warnings.push(`${place}: "${name}" is an old name; it counts for ${names}.`)
    } else if (foreign.has(name)) {
      warnings.push(`${place}: nothing here asks for "${name}"; it changes nothing.`)
    } else {
      const meant = suggest(name, [...known])
      const unknown = `${place}: no rule is called "${name}"${meant === '' ? '.' : meant}`
      if (strict) problems.push(unknown)
      else warnings.push(`${unknown} It changes nothing.`)
    }
  }
  const found = [...services].flatMap((service) => dangling(service, overrides, suggest))
  return { problems: [...problems, ...new Set(found)], warnings }
}

/** By old name, the rules that took over from it under names of their own. */
function successorsIn(rules: readonly PolicyRule[]): Map<string, string[]> {
  const successors = new Map<string, string[]>()
  for (const { name, deprecated } of rules) {
    if (deprecated === undefined || deprecated.name === name) continue
    successors.set(deprecated.name, [...(successors.get(deprecated.name) ?? []), name])
  }
  return successors
}

interface Node {
  readonly check: Check
  readonly override: Override | undefined
}

/** References that lead nowhere or back, from the rules of one service. */
function dangling(
  [service, rules]: readonly [string, readonly PolicyRule[]],
  overrides: readonly Override[],
  suggest: (name: string, among: readonly string[]) => string,
): string[] {
  const nodes = new Map<string, Node>()
  for (const override of overrides) {
    nodes.set(override.name, { check: override.check, override })
  }
  for (const { name, check } of rules) {
    if (!nodes.has(name)) nodes.set(name, { check: parseCheck(check), override: undefined })
  }
  const problems: string[] = []
  const finished = new Set<string>()
  const visit = (name: string, above: readonly string[]): void => {
    if (finished.has(name)) return
    const node = nodes.get(name)!
    for (const other of new Set(ruleNames(node.check))) {
      if (!nodes.has(other)) {
        const place = node.override?.placeOf(`rule:${other}`)
        const meant = suggest(other, [...nodes.keys()])
        const end = meant === '' ? '.' : meant
        problems.push(
          `${place}: "${name}" refers to rule "${other}", which ${service} does not have${end}`,
        )
        continue
      }
      const path = [...above, name]
      if (path.includes(other))
        problems.push(circle([...path.slice(path.indexOf(other)), other], nodes))
      else visit(other, path)
    }
    finished.add(name)
  }
  for (const { name } of rules) visit(name, [])
  return problems
}

/** Told from what the operator says first in it, wherever it was entered. */
function circle(names: readonly string[], nodes: ReadonlyMap<string, Node>): string {
  const begin = [...nodes].find(([name, node]) => node.override && names.includes(name))![0]
  const first = names.indexOf(begin)
  const turned = [...names.slice(first, -1), ...names.slice(0, first), begin]
  const { override } = nodes.get(begin)!
  const shown = turned.map((name) => `"${name}"`).join(' → ')
  return `${override!.placeOf(`rule:${turned[1]}`)}: rules lead back to themselves: ${shown}.`
}
