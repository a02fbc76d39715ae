/**
 * What a flavor and an image ask of Placement.
 * Source: nova/scheduler/utils.py (ResourceRequest), nova/objects/request_spec.py (RequestGroup).
 */
import type { ResourceGroup } from '../../placement/facade.ts'
import type { HostRequest } from './request.ts'

export interface Needs extends ResourceGroup {
  /** By the suffix of their extra specs, as in `resources1:VGPU`. */
  readonly groups: ReadonlyMap<string, ResourceGroup>
  readonly groupPolicy: 'none' | 'isolate' | undefined
}

const KEY = /^(resources|trait)([a-zA-Z0-9_-]{1,64})?:(.*)$/
/** What Python's int() takes, where it is not less than nothing. */
const AMOUNT = /^\s*\+?\d+(_\d+)*\s*$/

class Group implements ResourceGroup {
  readonly resources: Record<string, number> = {}
  readonly required: string[] = []
  readonly forbidden: string[] = []

  get isEmpty(): boolean {
    const { resources, required, forbidden } = this
    return Object.keys(resources).length + required.length + forbidden.length === 0
  }

  /** Amounts that are none are ignored. */
  addResource(name: string, amount: string): void {
    if (AMOUNT.test(amount)) this.resources[name] = Number(amount.replaceAll('_', ''))
  }

  /** Words other than these two are ignored. */
  addTrait(name: string, word: unknown): void {
    if (word === 'required') this.required.push(name)
    if (word === 'forbidden') this.forbidden.push(name)
  }

  stripZeros(): void {
    for (const [name, amount] of Object.entries(this.resources)) {
      if (amount === 0) delete this.resources[name]
    }
  }
}

type Asked = Pick<HostRequest, 'flavor' | 'isVolumeBacked' | 'imageProperties'>

/** Processors that nobody else uses, where there are such; others where there are not. */
export type Processors = 'PCPU' | 'VCPU'

/** What a flavor may be given, the better first: nova/scheduler/manager.py (cpu_pinning_requested). */
export function processorsOf({ flavor, imageProperties }: Asked): readonly Processors[] {
  const policy = flavor.extra_specs['hw:cpu_policy'] ?? imageProperties['hw_cpu_policy']
  return policy === 'dedicated' ? ['PCPU', 'VCPU'] : ['VCPU']
}

/** What the flavor is counts only where its extra specs do not say it. */
export function needsOf(asked: Asked, processors: Processors): Needs {
  const { flavor, imageProperties } = asked
  const own = new Group()
  const groups = new Map<string, Group>()
  for (const [key, value] of Object.entries(flavor.extra_specs)) {
    const [, kind, suffix, name = ''] = KEY.exec(key) ?? []
    if (kind === undefined) continue
    const group = suffix === undefined ? own : (groups.get(suffix) ?? new Group())
    if (suffix !== undefined) groups.set(suffix, group)
    if (kind === 'trait') group.addTrait(name, value)
    else group.addResource(name, value)
  }
  for (const [name, value] of Object.entries(imageProperties)) {
    if (name.startsWith('trait:') && value === 'required') own.addTrait(name.slice(6), value)
  }
  if (processors === 'PCPU') addPinned(own, asked)
  addFeatures(own, asked)
  addFlavor(own, [...groups.values()], asked)
  for (const group of [own, ...groups.values()]) group.stripZeros()
  for (const [suffix, group] of groups) if (group.isEmpty) groups.delete(suffix)
  const policy = flavor.extra_specs['group_policy']
  const groupPolicy = policy === 'none' || policy === 'isolate' ? policy : undefined
  const { resources, required, forbidden } = own
  return { resources, required, forbidden, groups, groupPolicy }
}

function addFlavor(own: Group, groups: readonly Group[], { flavor, isVolumeBacked }: Asked): void {
  const said = new Set([own, ...groups].flatMap((group) => Object.keys(group.resources)))
  const { vcpus, ram, disk, ephemeral, swap } = flavor
  if (!said.has('VCPU') && !said.has('PCPU')) own.resources['VCPU'] = vcpus
  if (!said.has('MEMORY_MB')) own.resources['MEMORY_MB'] = ram
  if (said.has('DISK_GB')) return
  own.resources['DISK_GB'] = ephemeral + Math.ceil(swap / 1024) + (isVolumeBacked ? 0 : disk)
}

/** One more where the emulator has its own. */
function addPinned(own: Group, { flavor }: Asked): void {
  const isApart = flavor.extra_specs['hw:emulator_threads_policy'] === 'isolate'
  own.addResource('PCPU', String(flavor.vcpus + Number(isApart)))
}

/** Other extra specs and properties that need something of the host. */
function addFeatures(own: Group, { flavor, imageProperties }: Asked): void {
  const { extra_specs: specs } = flavor
  const either = (spec: string, property: string): unknown =>
    specs[spec] ?? imageProperties[property]
  const threads = either('hw:cpu_thread_policy', 'hw_cpu_thread_policy')
  if (threads === 'require') own.addTrait('HW_CPU_HYPERTHREADING', 'required')
  if (threads === 'isolate') own.addTrait('HW_CPU_HYPERTHREADING', 'forbidden')
  own.addTrait('COMPUTE_SECURITY_UEFI_SECURE_BOOT', either('os:secure_boot', 'os_secure_boot'))
  const addresses = either('hw:maxphysaddr_mode', 'hw_maxphysaddr_mode')
  if (addresses === 'passthrough') own.addTrait('COMPUTE_ADDRESS_SPACE_PASSTHROUGH', 'required')
  if (addresses === 'emulate') own.addTrait('COMPUTE_ADDRESS_SPACE_EMULATED', 'required')
  const version = either('hw:tpm_version', 'hw_tpm_version')
  if (version === undefined) return
  const isNewer = version === '2.0'
  const model = either('hw:tpm_model', 'hw_tpm_model') === 'tpm-crb' ? 'CRB' : 'TIS'
  own.addTrait(`COMPUTE_SECURITY_TPM_${model}`, 'required')
  own.addTrait(`COMPUTE_SECURITY_TPM_${isNewer ? '2_0' : '1_2'}`, 'required')
}
