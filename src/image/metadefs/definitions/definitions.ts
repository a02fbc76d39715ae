/** The definitions that a new cloud begins with: the properties that Nova and Cinder look at. */
import {
  AGGREGATE,
  choice,
  count,
  flag,
  FLAVOR,
  ON_IMAGES,
  ON_IMAGES_AND_VOLUMES,
  text,
  type Definition,
} from './definition.ts'
import { DEVICES } from './devices.ts'
import { HARDWARE } from './hardware.ts'

/** In a new cloud, whatever is associated with them. */
export const RESOURCE_TYPES = [
  'OS::Glance::Image',
  'OS::Cinder::Volume',
  'OS::Nova::Server',
  FLAVOR,
  AGGREGATE,
]

/** Source: openstack/nova nova/objects/image_meta.py (ImageMetaProps), nova/objects/fields.py. */
const SYSTEM: readonly Definition[] = [
  {
    namespace: 'OS::Compute::Hypervisor',
    display_name: 'Hypervisor',
    description: 'Which hosts can run a server that is made from the image.',
    associations: ON_IMAGES,
    properties: {
      img_hv_type: choice('Hypervisor', 'The hypervisor that the image is made for.', [
        ...['kvm', 'qemu', 'xen', 'lxc', 'vz', 'vmware', 'ironic', 'zvm', 'phyp', 'fake'],
      ]),
      img_hv_requested_version: text('Version', 'The versions that will do, such as `>=6.0`.'),
      hw_vm_mode: choice('Mode', 'What of the processor is virtual.', ['hvm', 'xen', 'uml', 'exe']),
      hw_architecture: choice('Architecture', 'The architecture of the processor.', [
        ...['x86_64', 'i686', 'aarch64', 'armv7l', 'ppc64', 'ppc64le', 's390x', 'mips64'],
      ]),
    },
  },
  {
    namespace: 'OS::Compute::GuestShutdownBehavior',
    display_name: 'Shutting down',
    description: 'How a server that is made from the image is shut down.',
    associations: ON_IMAGES,
    properties: {
      os_shutdown_timeout: count(
        'Timeout',
        'How long, in seconds, the system may take before the server is switched off.',
      ),
    },
  },
  {
    namespace: 'OS::Compute::InstanceData',
    display_name: 'Data for the system',
    description: 'What the system in a server gets, and what it must be asked for.',
    associations: ON_IMAGES_AND_VOLUMES,
    properties: {
      img_config_drive: choice('Config drive', 'Whether the system needs a config drive.', [
        ...['optional', 'mandatory'],
      ]),
      os_require_quiesce: flag('Quiesce', 'Take no snapshot unless the file systems are at rest.'),
    },
  },
  {
    namespace: 'OS::OperatingSystem',
    display_name: 'Operating system',
    description: 'What is installed on an image.',
    associations: ON_IMAGES_AND_VOLUMES,
    properties: {
      os_type: choice('Type', 'The family of the system.', ['linux', 'windows']),
      os_distro: text('Distribution', 'The distribution in lower case, such as `debian`.'),
      os_version: text('Version', 'The version of the distribution.'),
      os_admin_user: text('Administrator', 'The name of the user who may do everything.'),
    },
  },
  {
    namespace: 'OS::Cinder::Volumetype',
    display_name: 'Type of volumes',
    description: 'What becomes of an image that a volume is made from.',
    associations: [{ name: 'OS::Glance::Image', prefix: 'cinder_' }],
    properties: {
      img_volume_type: text('Volume type', 'The type of volumes that are made from the image.'),
    },
  },
]

const disk = (what: string, doing: string) => ({
  [`quota:disk_${what}_bytes_sec`]: count(`Bytes ${doing}`, `Bytes ${doing} in a second.`),
  [`quota:disk_${what}_iops_sec`]: count(`Requests ${doing}`, `Requests ${doing} in a second.`),
})

const interfaces = (way: string) => ({
  [`quota:vif_${way}_average`]: count(`Average ${way}`, 'KiB in a second, over a while.'),
  [`quota:vif_${way}_peak`]: count(`Peak ${way}`, 'KiB in a second, at most.'),
  [`quota:vif_${way}_burst`]: count(`Burst ${way}`, 'KiB that may go at the speed of the peak.'),
})

/** Source: openstack/nova nova/api/validation/extra_specs/quota.py. */
const QUOTA: Definition = {
  namespace: 'OS::Compute::Quota',
  display_name: 'Limits of a flavor',
  description: 'How much of a host the servers of a flavor may use.',
  associations: [{ name: FLAVOR }],
  objects: [
    {
      name: 'CPU Limits',
      description: 'Of the time of the processors.',
      properties: {
        'quota:cpu_shares': count('Shares', 'Its weight beside other servers of the host.'),
        'quota:cpu_period': count('Period', 'The period of the quota, in microseconds.'),
        'quota:cpu_quota': count('Quota', 'What it may use of each period, in microseconds.'),
      },
    },
    {
      name: 'Disk QoS',
      description: 'Of reading from disks and writing to them.',
      properties: {
        ...disk('read', 'read'),
        ...disk('write', 'written'),
        ...disk('total', 'moved'),
      },
    },
    {
      name: 'Virtual Interface QoS',
      description: 'Of what goes in and out by its network interfaces.',
      properties: { ...interfaces('inbound'), ...interfaces('outbound') },
    },
  ],
}

/** Source: openstack/nova nova/scheduler/filters/num_instances_filter.py, io_ops_filter.py. */
const AGGREGATES: Definition = {
  namespace: 'OS::Compute::AggregateFilters',
  display_name: 'Limits of hosts',
  description: 'How much the scheduler puts on each host of an aggregate.',
  associations: [{ name: AGGREGATE }],
  properties: {
    max_instances_per_host: count('Servers', 'How many servers a host may have.'),
    max_io_ops_per_host: count('Work under way', 'How much building and moving may go on at once.'),
  },
}

export const DEFINITIONS: readonly Definition[] = [
  DEVICES,
  ...HARDWARE,
  ...SYSTEM,
  QUOTA,
  AGGREGATES,
]
