/** `stackling policy`: a sample of the policy file. */
import { policySample } from '../../kernel/policy.ts'
import { rulesOf } from '../../kernel/registry.ts'
import type { Run } from '../command.ts'
import { servicesNamed } from '../services.ts'

const INTRODUCTION = `# Every rule with its default. To change one, take away the # before its name and give the file to
# stackling serve --policy-file; the others may stay or go. What is wrong is refused at the start.
#
# A check is made of role:<name>, rule:<another rule>, <attribute>:<value> and %(attribute)s of what
# is acted on, joined by and, or, not and parentheses. "@" allows everybody, "!" nobody. A token of a
# scope that is not among the intended ones is refused, whatever the check says.
`

export const policy: Run = async ({ options, io }) => {
  // Services may share the names of base rules such as admin_required; each is shown once.
  const rules = new Map(
    servicesNamed(options.get('service'))
      .flatMap((service) => rulesOf(service))
      .map((rule) => [rule.name, rule]),
  )
  io.out(`${INTRODUCTION}\n${policySample([...rules.values()])}`)
  return 0
}
