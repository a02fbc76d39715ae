/** docs/policy.md is made from the declared rules. `npm test -- -u` writes it anew. */
import { expect, test } from 'vitest'
import { SERVICES } from '../../src/services.ts'
import type { PolicyRule } from '../../src/kernel/policy.ts'
import { rulesOf } from '../../src/kernel/registry.ts'
import type { Service } from '../../src/kernel/service.ts'

const INTRODUCTION = `# Policy

Who may do what is decided by rules, one for each call. Their defaults are those of OpenStack with
its secure defaults: the roles reader, member, manager and admin, on a project, a domain or the
system. What follows lists every rule of this version, made from the same declarations that are
enforced; how the roles are meant to be used is told in [the guide](identity.md).

## Change a rule

\`\`\`sh
stackling policy > policy.yaml             # every rule with its default, commented out
stackling serve --policy-file policy.yaml
\`\`\`

\`\`\`yaml
# Members may list the hypervisors, auditors too.
"os_compute_api:os-hypervisors:list": "role:admin or role:member or rule:auditor"
# A rule of one's own, for others to refer to.
"auditor": "role:auditor and project_id:%(project_id)s"
\`\`\`

- A check is made of \`role:<name>\`, \`rule:<another rule>\`, \`<attribute of the token>:<value>\` and
  \`%(attribute)s\` of what is acted on, joined by \`and\`, \`or\`, \`not\` and parentheses. \`@\` allows
  everybody, \`!\` nobody: the language of oslo.policy, without \`http:\` checks.
- The file is looked at every second, and on SIGHUP; a change counts with the next request.
- A check that cannot be read or is missing, a reference that leads nowhere or in a circle: at the
  start they are refused with file, line, column and reason. In a running cloud they are logged,
  \`stackling_policy_faulty\` in \`/metrics\` becomes 1, and the rules before stay in force.
- A name that no rule has (of another release, or a helper that nothing refers to) changes nothing,
  and of a name that is there twice the last counts: the log warns of both, with the name that was
  probably meant. With [policy-strict](configuration.md#policy-strict) on, they are refused too.
- Instead of a file it may be a directory with \`identity.yaml\`, \`compute.yaml\`,
  \`block-storage.yaml\` and \`image.yaml\` (or \`keystone.yaml\`, \`nova.yaml\` and so on), as rules of
  two services can share a name.
- Names that OpenStack has deprecated count for the rules that took over. Rules of OpenStack that
  nothing here asks for yet are passed over with a warning, so that the file of a real cloud will do.
- A token of a scope that is not in the table is refused whatever the check says, unless
  [enforce-scope](configuration.md#enforce-scope) is off. With
  [enforce-new-defaults](configuration.md#enforce-new-defaults) off, the defaults from before the
  secure ones count beside them.
`

function section(service: Service): string[] {
  const rules = rulesOf(service)
  if (rules.length === 0) return []
  const title = service.type.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1))
  return [`## ${title.join(' ')}`, rules.map(entry).join('\n')]
}

function entry({ name, check, scopes, description, operations, deprecated }: PolicyRule): string {
  const old = deprecated !== undefined && deprecated.name !== name ? deprecated.name : undefined
  const calls = operations.map(({ method, path }) => `\`${method} ${path}\``)
  return [
    `- **${name}**: ${description}`,
    `  Default: ${check === '' ? 'everybody' : `\`${check}\``}.`,
    ...(scopes.length === 0 ? [] : [`  Scopes: ${scopes.join(', ')}.`]),
    ...(calls.length === 0 ? [] : [`  Guards ${calls.join(', ')}.`]),
    ...(old === undefined ? [] : [`  Once \`${old}\`.`]),
  ].join('\n')
}

test('docs/policy.md lists the rules that are enforced', async () => {
  const page = [INTRODUCTION.trimEnd(), ...SERVICES.flatMap(section)].join('\n\n')
  await expect(`${page}\n`).toMatchFileSnapshot('../../docs/policy.md')
})
