/**
 * What images and flavors can ask for alike. Names, types and values are those of Nova.
 * Source: openstack/nova nova/objects/image_meta.py (ImageMetaProps), nova/objects/fields.py.
 */
import { choice, count, flag, ON_HARDWARE, text, type Definition } from './definition.ts'

export const HARDWARE: readonly Definition[] = [
  {
    namespace: 'OS::Compute::Libvirt',
    display_name: 'Options of libvirt',
    description: 'How libvirt sets up a server, by its image or by its flavor.',
    associations: ON_HARDWARE,
    properties: {
      boot_menu: flag('Boot menu', 'Show a menu of what to boot from when the server starts.'),
      serial_port_count: count('Serial ports', 'How many serial ports the server has.', 1),
      locked_memory: flag('Locked memory', 'Keep the host from swapping out the memory.'),
      mem_encryption: flag('Encrypted memory', 'Run only where the memory can be encrypted.'),
      mem_encryption_model: choice('Memory encryption', 'What the processor encrypts it with.', [
        ...['amd-sev', 'amd-sev-es', 'amd-sev-snp'],
      ]),
      virtio_packed_ring: flag('Packed rings', 'Let virtio devices use packed rings.'),
      maxphysaddr_mode: choice('Address width', 'Where the width of addresses comes from.', [
        ...['passthrough', 'emulate'],
      ]),
      maxphysaddr_bits: count('Address bits', 'How wide addresses of the memory are, in bits.', 1),
    },
  },
  {
    namespace: 'OS::Compute::CPUPinning',
    display_name: 'Pinned processors',
    description: 'Whether the processors of a server have processors of the host for themselves.',
    associations: ON_HARDWARE,
    properties: {
      cpu_policy: choice('Policy', 'Whether processors of the host are shared with others.', [
        ...['dedicated', 'shared', 'mixed'],
      ]),
      cpu_thread_policy: choice(
        'Threads',
        'What dedicated processors make of the threads of a core of the host.',
        ['prefer', 'isolate', 'require'],
      ),
      cpu_realtime_mask: text(
        'Real time',
        'Which processors run in real time: `^0-1` for all but the first two.',
      ),
    },
  },
  {
    namespace: 'OS::Compute::VirtCPUTopology',
    display_name: 'Topology of processors',
    description: 'How many sockets, cores and threads a server sees.',
    associations: ON_HARDWARE,
    properties: {
      cpu_sockets: count('Sockets', 'How many sockets there shall be.', 1),
      cpu_cores: count('Cores', 'How many cores each socket shall have.', 1),
      cpu_threads: count('Threads', 'How many threads each core shall have.', 1),
      cpu_max_sockets: count('Most sockets', 'How many sockets the system can use.', 1),
      cpu_max_cores: count('Most cores', 'How many cores of a socket the system can use.', 1),
      cpu_max_threads: count('Most threads', 'How many threads of a core the system can use.', 1),
    },
  },
  {
    namespace: 'OS::Compute::GuestMemoryBacking',
    display_name: 'Memory pages',
    description: 'The pages of the host that the memory of a server is made of.',
    associations: ON_HARDWARE,
    properties: {
      mem_page_size: text('Page size', '`small`, `large`, `any`, or a size such as `2MB`.'),
    },
  },
  {
    namespace: 'OS::Compute::GuestNUMATopology',
    display_name: 'NUMA nodes',
    description: 'How a server is divided into nodes, and how near to them its devices must be.',
    associations: ON_HARDWARE,
    properties: {
      numa_nodes: count('Nodes', 'Among how many nodes processors and memory are divided.', 1),
      pci_numa_affinity_policy: choice('PCI devices', 'How near PCI devices must be to a node.', [
        ...['required', 'legacy', 'preferred', 'socket'],
      ]),
    },
  },
  {
    namespace: 'OS::Compute::TPM',
    display_name: 'Trusted platform module',
    description: 'The emulated TPM of a server.',
    associations: ON_HARDWARE,
    properties: {
      tpm_model: choice('Model', 'The interface that the TPM has.', ['tpm-tis', 'tpm-crb']),
      tpm_version: choice('Version', 'The version of the standard of the TPM.', ['1.2', '2.0']),
    },
  },
  {
    namespace: 'OS::Compute::Watchdog',
    display_name: 'Watchdog',
    description: 'What happens to a server that has stopped to respond.',
    associations: ON_HARDWARE,
    properties: {
      watchdog_action: choice('Action', 'What the watchdog does once nobody feeds it.', [
        ...['none', 'pause', 'poweroff', 'reset', 'disabled'],
      ]),
    },
  },
]
