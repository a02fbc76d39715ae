/** Policy rules: how they are declared, and who may do what by those in force. */
export { Enforcer, PolicyError, UndeclaredRule, type EnforcerOptions } from './policy/enforcer.ts'
export {
  deprecatedRules,
  operationsOf,
  policyRule,
  type Credentials,
  type DeprecatedRule,
  type PolicyOperation,
  type PolicyRule,
  type Scope,
  type Target,
} from './policy/rule.ts'
export { policySample } from './policy/sample.ts'
