/** What attributes may be; named as in neutron-lib, `orNone(string(64))` for `type:string_or_none`. */
export { ipAddress, macAddress, subnet, subnetpoolId } from './types/addresses.ts'
export {
  fixedIps,
  hostRoutes,
  ipPools,
  nameservers,
  type FixedIp,
  type HostRoute,
  type IpPool,
} from './types/allocations.ts'
export { dnsDomainName, dnsHostName, fipDnsHostName } from './types/dns.ts'
export { boolean, nonNegative, portRange, range } from './types/numbers.ts'
export { availabilityZoneHints, servicePluginType, subnetServiceTypes } from './types/offered.ts'
export { allowedAddressPairs, type AddressPair } from './types/pairs.ts'
export { networkSegments, type ProviderSegment } from './types/segments.ts'
export { dict, listOf, listOfAnyDict, orNoData, orNone, type Member } from './types/structures.ts'
export { subports, type SubPort } from './types/subports.ts'
export {
  nameString,
  notEmptyNameString,
  notEmptyString,
  onelineNotEmptyString,
  regex,
  string,
  uuid,
  values,
} from './types/text.ts'
