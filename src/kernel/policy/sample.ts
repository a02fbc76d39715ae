import type { DeprecatedRule, PolicyRule } from './rule.ts'

const WIDTH = 70

/**
 * A documented `policy.yaml` that changes nothing: every rule with its description, calls, scopes
 * and default, all of it commented out. Laid out as oslopolicy-sample-generator does.
 */
export function policySample(rules: readonly PolicyRule[]): string {
  return rules.map(sampleOf).join('\n')
}

function sampleOf(rule: PolicyRule): string {
  const lines = comment(rule.description)
  for (const { method, path } of rule.operations) lines.push(`# ${method}  ${path}`)
  if (rule.scopes.length > 0) lines.push(`# Intended scope(s): ${rule.scopes.join(', ')}`)
  const { deprecated } = rule
  const renamed = deprecated !== undefined && deprecated.name !== rule.name
  if (deprecated !== undefined && !renamed && deprecated.check !== rule.check) {
    lines.push(`# Without enforce-new-defaults also: ${JSON.stringify(deprecated.check)}`)
  }
  lines.push(`#${entry(rule.name, rule.check)}`)
  if (renamed) lines.push('', ...deprecation(rule, deprecated))
  return `${lines.join('\n')}\n`
}

function entry(name: string, check: string): string {
  return `${JSON.stringify(name)}: ${JSON.stringify(check)}`
}

function deprecation(rule: PolicyRule, old: DeprecatedRule): string[] {
  const since = old.since === undefined ? '' : ` since ${old.since}`
  const lines = [
    '# DEPRECATED',
    ...comment(
      `"${old.name}":"${old.check}" has been deprecated${since} in favor of ` +
        `"${rule.name}":"${rule.check}".`,
    ),
  ]
  if (old.reason !== undefined) lines.push(...comment(old.reason))
  return [...lines, `# ${entry(old.name, `rule:${rule.name}`)}`]
}

/** The text in comment lines of at most 70 characters. */
function comment(text: string): string[] {
  const lines: string[] = []
  let line = '#'
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '#' && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = '#'
    }
    line += ` ${word}`
  }
  return [...lines, line]
}
