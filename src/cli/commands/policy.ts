/** `stackling policy`: a sample of the policy file. */
import { policySample } from '../../kernel/policy.ts'
import { rulesOf } from '../../kernel/registry.ts'
import type { Run } from '../command.ts'
import { servicesNamed } from '../services.ts'

export const policy: Run = async ({ options, io }) => {
  // Services may share the names of base rules such as admin_required; each is shown once.
  const rules = new Map(
    servicesNamed(options.get('service'))
      .flatMap((service) => rulesOf(service))
      .map((rule) => [rule.name, rule]),
  )
  io.out(policySample([...rules.values()]))
  return 0
}
