/** What attributes may be; named as in neutron-lib, `orNone(string(64))` for `type:string_or_none`. */
export { ipAddress, subnet } from './types/addresses.ts'
export { boolean, nonNegative, range } from './types/numbers.ts'
export { dict, listOf, orNone, type Member } from './types/structures.ts'
export { nameString, notEmptyString, string, uuid, values } from './types/text.ts'
