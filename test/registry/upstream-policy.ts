/**
 * Upstream's default rules, one table for each type of service. Each row names the file of the
 * project that declares the rule; scopes and operations are as oslo.policy's generator shows them.
 */
import { readFileSync } from 'node:fs'

export interface UpstreamRule {
  readonly rule: string
  readonly check: string
  /** Scopes of tokens that may use it, empty where any may. */
  readonly scopes: readonly string[]
  /** `GET|HEAD /v3/users/{user_id}; POST /servers/{server_id}/action (os-start)` */
  readonly operations: string
  /** The deprecated rule that it replaces, if any. */
  readonly before: { readonly rule: string; readonly check: string } | undefined
}

/** @param serviceType e.g. `identity` */
export function readUpstream(serviceType: string): UpstreamRule[] {
  const table = new URL(`../inventory/rules/${serviceType}.tsv`, import.meta.url)
  const [, ...lines] = readFileSync(table, 'utf8').trimEnd().split('\n')
  return lines.map((line) => {
    const [rule = '', check = '', scopes = '', operations = '', name = '', old = ''] =
      line.split('\t')
    return {
      rule,
      check,
      scopes: scopes.split(',').filter(Boolean),
      operations,
      before: name === '' ? undefined : { rule: name, check: old },
    }
  })
}
