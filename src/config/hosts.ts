/** How hosts are written: as a number or names, or as a list in the YAML file that says their sizes. */
import type { ConfiguredHost, SizedHost } from '../drivers/hypervisor/hosts.ts'
import { HOST_NAME, items, wholeNumber, type Kind } from './kinds.ts'

const MOST_HOSTS = 10_000
const MOST_VCPUS = 10_000
const MIB_PER_GIB = 1024
/** As many MiB of memory, and GiB of disk, as an inventory of Placement counts. */
const MOST = 2_147_483_647

/** A number of hosts (`host-1` and so on), their names, or maps with `name` and what they have. */
export const hosts: Kind<readonly ConfiguredHost[]> = {
  placeholder: '<number|names>',
  takes:
    `a number of hosts from 1 to ${MOST_HOSTS}, or their names: rack1-a,rack1-b; or a list of them ` +
    'in the file',
  read(raw) {
    const number = wholeNumber(raw)
    if (number !== undefined) {
      const names = Array.from(
        { length: Math.min(number, MOST_HOSTS + 1) },
        (_, i) => `host-${i + 1}`,
      )
      return isNumber(names) ? names : undefined
    }
    const read = Array.isArray(raw) ? listed(raw) : items(raw, HOST_NAME)
    return read !== undefined && isNumber(read) ? read : undefined
  },
}

const isNumber = (all: readonly unknown[]): boolean => all.length > 0 && all.length <= MOST_HOSTS

function listed(raw: readonly unknown[]): readonly ConfiguredHost[] | undefined {
  const names = items(
    raw.map((one) => (isMap(one) ? one['name'] : one)),
    HOST_NAME,
  )
  if (names === undefined) return undefined
  const all = raw.map((one, index) => (isMap(one) ? sized(names[index]!, one) : names[index]!))
  return all.every((one) => one !== undefined) ? all : undefined
}

function isMap(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

const SIZES = ['name', 'vcpus', 'memory', 'disk']

function sized(name: string, map: Readonly<Record<string, unknown>>): SizedHost | undefined {
  const { vcpus, memory, disk } = map
  const isKnown = Object.keys(map).every((key) => SIZES.includes(key))
  if (!isKnown || !isSize(vcpus, MOST_VCPUS)) return undefined
  if (!isSize(memory, MOST / MIB_PER_GIB) || !isSize(disk, MOST)) return undefined
  const memoryMb = memory === undefined ? undefined : memory * MIB_PER_GIB
  return { name, vcpus, memoryMb, localGb: disk }
}

function isSize(value: unknown, most: number): value is number | undefined {
  return (
    value === undefined || (Number.isInteger(value) && Number(value) > 0 && Number(value) < most)
  )
}
