/** One option of the configuration of a domain. */
export interface IdentityDomainConfigsTable {
  domain_id: string
  group_name: string
  option_name: string
  /** JSON. */
  value: string
  /** 1: never shown. */
  sensitive: number
}
