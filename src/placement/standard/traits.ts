/** The traits that every cloud knows (`traits.json`). Source: openstack/os-traits. */
import names from './traits.json' with { type: 'json' }

export const STANDARD_TRAITS: readonly string[] = names

/** A provider with it serves the providers that share an aggregate with it. */
export const SHARES_VIA_AGGREGATE = 'MISC_SHARES_VIA_AGGREGATE'
