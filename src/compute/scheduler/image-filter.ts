/** Source: nova/scheduler/filters/image_props_filter.py. */
import type { HostFilter } from './host-filter.ts'

/** What the simulated machines run, as those of QEMU do. */
const SUPPORTED = {
  architectures: ['x86_64', 'i686'],
  hypervisors: ['qemu', 'kvm'],
  modes: ['hvm'],
} as const

/** Other names of the same, as nova/objects/fields.py has them. */
const ALIASES: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  i386: 'i686',
  i486: 'i686',
  i586: 'i686',
}

const canonical = (value: string): string => ALIASES[value.toLowerCase()] ?? value.toLowerCase()

export const imagePropertiesFilter: HostFilter = {
  name: 'ImagePropertiesFilter',
  passes({ node }, { imageProperties }) {
    const says = (...names: readonly string[]): string | undefined =>
      names
        .map((name) => imageProperties[name])
        .find((value): value is string => typeof value === 'string')
    const isAmong = (value: string | undefined, supported: readonly string[]): boolean =>
      !value || supported.includes(canonical(value))
    return (
      isAmong(says('hw_architecture', 'architecture'), SUPPORTED.architectures) &&
      isAmong(says('img_hv_type', 'hypervisor_type'), SUPPORTED.hypervisors) &&
      isAmong(says('hw_vm_mode', 'vm_mode'), SUPPORTED.modes) &&
      isVersion(
        node.hypervisorVersion,
        says('img_hv_requested_version', 'hypervisor_version_requires'),
      )
    )
  },
}

const COMPARE: Readonly<Record<string, (difference: number) => boolean>> = {
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '==': (difference) => difference === 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
  '!=': (difference) => difference !== 0,
}

/** @param wanted conditions such as `>=6.0,<9`; one that is none is not met */
function isVersion(version: number, wanted: string | undefined): boolean {
  if (!wanted) return true
  return wanted.split(',').every((condition) => {
    const [, operator = '', text = ''] =
      /^\s*(<=|>=|<|>|!=|==)\s*([\d.]+)\s*$/.exec(condition) ?? []
    const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number)
    return COMPARE[operator]?.(version - (major * 1_000_000 + minor * 1000 + patch)) ?? false
  })
}
