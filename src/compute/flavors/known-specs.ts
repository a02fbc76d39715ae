/**
 * The extra specs that Compute knows, and what each of them may be. Others are anybody's own, but
 * not in a namespace of these. Source: nova/api/validation/extra_specs/, nova/objects/fields.py.
 */
import { booleanFrom } from '../../kernel/booleans.ts'
import { badRequest } from '../../kernel/faults.ts'
import { integerOf, isIntegerText } from '../../kernel/numbers.ts'

/** Is it a resource class, or a trait, that every cloud has? */
export interface StandardNames {
  isResourceClass(name: string): boolean
  isTrait(name: string): boolean
}

/** What is wrong with a value; undefined where nothing is. */
type Rule = (value: string) => string | undefined

const anything: Rule = () => undefined

const boolean: Rule = (value) =>
  booleanFrom(value) === undefined ? `'${value}' is not a valid boolean-like value.` : undefined

function integer(least?: number, most?: number): Rule {
  return (value) => {
    if (!isIntegerText(value)) return `'${value}' is not a valid integer value.`
    const number = integerOf(value)
    if (most !== undefined && number > BigInt(most)) {
      return `'${number}' is greater than the max value of '${most}'.`
    }
    if (least !== undefined && number < BigInt(least)) {
      return `'${number}' is less than the min value of '${least}'.`
    }
    return undefined
  }
}

function oneOf(...values: readonly string[]): Rule {
  return (value) =>
    values.includes(value) ? undefined : `'${value}' is not one of: ${values.join(', ')}.`
}

/** @param shown the pattern as upstream writes it, where its own would take very long to say no */
function format(pattern: RegExp, shown: string = pattern.source): Rule {
  const whole = new RegExp(`^(?:${pattern.source})$`, 'u')
  return (value) => (whole.test(value) ? undefined : `'${value}' is not of the format '${shown}'.`)
}

const amount = integer(0)
const positive = integer(1)

const CPUS = /\^?\p{Nd}+(?:-\p{Nd}+|,\^?\p{Nd}+)*/u
const MASK = String.raw`\^?\d+((-\d+)?(,\^?\d+(-\d+)?)?)*`
const REALTIME_MASK = String.raw`(\^)?\d+((-\d+)?(,\^?\d+(-\d+)?)?)*`
const PAGES = /(?:large|small|any|\p{Nd}+(?:[kKMGT]i?)?(?:b|bit|B)?)/u
const ALIASES = /[^:]+:\p{Nd}+(?:\s*,\s*[^:]+:\p{Nd}+)*/u

const HW: Readonly<Record<string, Rule>> = {
  cpu_realtime: boolean,
  cpu_realtime_mask: format(CPUS, REALTIME_MASK),
  hide_hypervisor_id: boolean,
  cpu_policy: oneOf('dedicated', 'shared', 'mixed'),
  cpu_thread_policy: oneOf('prefer', 'isolate', 'require'),
  emulator_threads_policy: oneOf('isolate', 'share'),
  cpu_dedicated_mask: format(CPUS, MASK),
  mem_page_size: format(PAGES, String.raw`(large|small|any|\d+([kKMGT]i?)?(b|bit|B)?)`),
  locked_memory: boolean,
  numa_nodes: positive,
  pci_numa_affinity_policy: oneOf('required', 'preferred', 'legacy', 'socket'),
  cpu_sockets: positive,
  cpu_cores: positive,
  cpu_threads: positive,
  cpu_max_sockets: positive,
  cpu_max_cores: positive,
  cpu_max_threads: positive,
  boot_menu: boolean,
  vif_multiqueue_enabled: boolean,
  mem_encryption: boolean,
  mem_encryption_model: oneOf('amd-sev', 'amd-sev-es', 'amd-sev-snp', 'intel-tdx'),
  pmem: format(/[a-zA-Z0-9_]+(?:,[a-zA-Z0-9_]+)*,?/, '([a-zA-Z0-9_]+(,)?)+'),
  pmu: boolean,
  serial_port_count: amount,
  tpm_model: oneOf('tpm-tis', 'tpm-crb'),
  tpm_version: oneOf('1.2', '2.0'),
  tpm_secret_security: oneOf('user', 'host', 'deployment'),
  watchdog_action: oneOf('none', 'pause', 'poweroff', 'reset', 'disabled'),
  viommu_model: oneOf('intel', 'smmuv3', 'virtio', 'auto'),
  virtio_packed_ring: boolean,
  sound_model: oneOf('sb16', 'es1370', 'pcspk', 'ac97', 'ich6', 'ich9', 'usb', 'virtio'),
  usb_model: oneOf('none', 'nec-xhci', 'qemu-xhci'),
  redirected_usb_ports: integer(0, 15),
  ephemeral_encryption: boolean,
  ephemeral_encryption_format: oneOf('plain', 'luks', 'luksv2'),
}

const QUOTA: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    ['cpu', 'memory', 'disk_io', 'vif'].flatMap((of) => [
      [`${of}_limit`, amount],
      [`${of}_reservation`, integer()],
      [`${of}_shares_level`, oneOf('custom', 'high', 'normal', 'low')],
      [`${of}_shares_share`, amount],
    ]),
  ),
  cpu_shares: amount,
  cpu_period: amount,
  cpu_quota: integer(),
  ...all(amount, ['disk'], ['read', 'write', 'total'], ['bytes', 'iops'], ['sec']),
  ...all(amount, ['vif'], ['inbound', 'outbound'], ['average', 'peak', 'burst']),
}

/** The facts of a host that a flavor may ask for. */
const CAPABILITIES = [
  ...['id', 'uuid', 'service_id', 'host', 'vcpus', 'memory_mb', 'local_gb', 'vcpus_used'],
  ...['memory_mb_used', 'local_gb_used', 'hypervisor_type', 'hypervisor_version'],
  ...['hypervisor_hostname', 'free_ram_mb', 'free_disk_gb', 'current_workload', 'running_vms'],
  ...['disk_available_least', 'host_ip', 'mapped', 'cpu_allocation_ratio'],
  ...['ram_allocation_ratio', 'disk_allocation_ratio', 'total_usable_ram_mb'],
  ...['total_usable_disk_gb', 'disk_mb_used', 'free_disk_mb', 'vcpus_total', 'num_instances'],
  ...['num_io_ops', 'failed_builds', 'aggregates', 'cell_uuid', 'updated'],
]
/** Those that have parts, which are named after them. */
const STRUCTURES = [
  ...['cpu_info', 'metrics', 'stats', 'numa_topology', 'supported_hv_specs', 'pci_device_pools'],
  ...['nodename', 'pci_stats', 'supported_instances', 'limits', 'instances'],
]

const KNOWN: ReadonlyMap<string, Rule> = new Map([
  ['hide_hypervisor_id', boolean],
  ['group_policy', oneOf('isolate', 'none')],
  ['accel:device_profile', anything],
  ['hw_rng:allowed', boolean],
  ['hw_rng:rate_bytes', amount],
  ['hw_rng:rate_period', amount],
  ['hw_video:ram_max_mb', amount],
  ['os:secure_boot', oneOf('disabled', 'required')],
  ['pci_passthrough:alias', format(ALIASES, String.raw`[^:]+:\d+(?:\s*,\s*[^:]+:\d+)*`)],
  ['vmware:hw_version', anything],
  ['vmware:storage_policy', anything],
  ...within('hw', HW),
  ...within('quota', QUOTA),
  ...CAPABILITIES.map((name): [string, Rule] => [`capabilities:${name}`, anything]),
])

/** Names with a part of one's own. The dot of `numa_cpus.0` may be any character. */
const PATTERNS: readonly (readonly [RegExp, Rule])[] = [
  [/^aggregate_instance_extra_specs:./, anything],
  [new RegExp(String.raw`^capabilities:(?:${STRUCTURES.join('|')})(?::\w+)*$`), anything],
  [/^hw:numa_cpus.\d+$/, format(CPUS, MASK)],
  [/^hw:numa_mem.\d+$/, positive],
]

const GROUPED = /^(resources|trait)[a-zA-Z0-9_-]{0,64}:([A-Z0-9_]+)$/
const CUSTOM = /^CUSTOM_[A-Z0-9_]+$/
const resource = integer()
const trait = oneOf('required', 'forbidden')

const NAMESPACE =
  /^(?:accel|aggregate_instance_extra_specs|capabilities|hw|hw_rng|hw_video|os|pci_passthrough|quota|(?:resources|trait)[a-zA-Z0-9_-]{0,64}|vmware):/

/** @throws 400 */
export function checkSpec(name: string, value: string, standard: StandardNames): void {
  const rule = ruleOf(name, standard)
  if (rule === undefined && !NAMESPACE.test(name)) return
  const wrong =
    rule === undefined
      ? `extra spec '${name}' does not appear to be a valid extra spec.`
      : rule(value)
  if (wrong !== undefined) throw badRequest(`Validation failed; ${wrong}`)
}

function ruleOf(name: string, standard: StandardNames): Rule | undefined {
  const known = KNOWN.get(name) ?? PATTERNS.find(([pattern]) => pattern.test(name))?.[1]
  if (known !== undefined) return known
  const [, kind, of] = GROUPED.exec(name) ?? []
  if (of === undefined) return undefined
  if (kind === 'trait') return CUSTOM.test(of) || standard.isTrait(of) ? trait : undefined
  return CUSTOM.test(of) || standard.isResourceClass(of) ? resource : undefined
}

function within(namespace: string, rules: Readonly<Record<string, Rule>>): [string, Rule][] {
  return Object.entries(rules).map(([name, rule]) => [`${namespace}:${name}`, rule])
}

/** The same rule for every way to take one word of each list. */
function all(rule: Rule, ...words: readonly (readonly string[])[]): Record<string, Rule> {
  const names = words.reduce((left, right) => left.flatMap((a) => right.map((b) => `${a}_${b}`)))
  return Object.fromEntries(names.map((name) => [name, rule]))
}
