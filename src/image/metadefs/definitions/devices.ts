/**
 * What devices a server gets. Names, types and values are those of Nova.
 * Source: openstack/nova nova/objects/image_meta.py (ImageMetaProps), nova/objects/fields.py.
 */
import { choice, count, flag, ON_IMAGES, text, type Definition } from './definition.ts'

const BUSES = ['fdc', 'ide', 'sata', 'scsi', 'usb', 'virtio', 'xen', 'lxc', 'uml']

const DISKS = {
  hw_disk_bus: choice('Disk bus', 'The bus by which disks are attached to the server.', BUSES),
  hw_cdrom_bus: choice('CD-ROM bus', 'The bus by which CD-ROM drives are attached.', BUSES),
  hw_rescue_bus: choice('Rescue bus', 'The bus of the device that a rescue boots from.', BUSES),
  hw_rescue_device: choice(
    'Rescue device',
    'As what kind of device the image of a rescue is attached.',
    ['cdrom', 'disk', 'floppy', 'fs', 'lun'],
  ),
  hw_scsi_model: choice('SCSI controller', 'The model of the controller of SCSI disks.', [
    ...['buslogic', 'ibmvscsi', 'lsilogic', 'lsisas1068', 'lsisas1078'],
    ...['virtio-scsi', 'vmpvscsi'],
  ]),
}

const NETWORK = {
  hw_vif_model: choice('Network interface', 'The model of the network interfaces.', [
    ...['virtio', 'ne2k_pci', 'pcnet', 'rtl8139', 'e1000', 'e1000e', 'netfront'],
    ...['spapr-vlan', 'lan9118', 'igb', 'sriov', 'vmxnet', 'vmxnet3'],
  ]),
  hw_vif_multiqueue_enabled: flag(
    'Several queues',
    'Give each network interface as many queues as the server has processors.',
  ),
}

const CONSOLE = {
  hw_video_model: choice('Video card', 'The model of the video card.', [
    ...['cirrus', 'qxl', 'vga', 'vmvga', 'xen', 'virtio', 'gop', 'none', 'bochs'],
  ]),
  hw_video_ram: count('Video memory', 'The memory of the video card, in MiB.'),
  hw_input_bus: choice('Input bus', 'The bus of the keyboard and of the pointer.', [
    'usb',
    'virtio',
  ]),
  hw_pointer_model: choice('Pointer', 'The pointer that the console of the server has.', [
    'usbtablet',
  ]),
  hw_sound_model: choice('Sound card', 'The model of the sound card.', [
    ...['sb16', 'es1370', 'pcspk', 'ac97', 'ich6', 'ich9', 'usb', 'virtio'],
  ]),
  hw_usb_model: choice('USB controller', 'The model of the USB controller.', [
    ...['none', 'nec-xhci', 'qemu-xhci'],
  ]),
  hw_redirected_usb_ports: count(
    'Redirected USB ports',
    'How many ports a client of the console may plug its own devices into.',
  ),
}

const MACHINE = {
  hw_machine_type: text('Machine type', 'The machine that QEMU emulates, such as `q35`.'),
  hw_firmware_type: choice('Firmware', 'The firmware that starts the server.', ['uefi', 'bios']),
  hw_firmware_stateless: flag('Firmware without state', 'Keep nothing of what UEFI remembers.'),
  os_secure_boot: choice('Secure boot', 'Whether UEFI starts only what is signed.', [
    ...['required', 'disabled', 'optional'],
  ]),
  hw_rng_model: choice('Random numbers', 'The model of the generator of random numbers.', [
    'virtio',
  ]),
  hw_viommu_model: choice('IOMMU', 'The model of the virtual IOMMU.', [
    ...['intel', 'smmuv3', 'virtio', 'auto'],
  ]),
  hw_time_hpet: flag('HPET', 'Give an x86 server a high precision event timer.'),
  hw_pmu: flag('Performance counters', 'Give the server a performance monitoring unit.'),
  hw_qemu_guest_agent: flag(
    'Guest agent',
    'The QEMU guest agent runs in the server: give it a channel to the host.',
  ),
  img_hide_hypervisor_id: flag(
    'Hide the hypervisor',
    'Do not tell the server which hypervisor it runs on.',
  ),
  os_command_line: text('Kernel arguments', 'What an image with a kernel of its own boots with.'),
}

export const DEVICES: Definition = {
  namespace: 'OS::Compute::LibvirtImage',
  display_name: 'Devices of a server',
  description: 'Which devices a server has that is made from the image, where libvirt runs it.',
  associations: ON_IMAGES,
  properties: { ...DISKS, ...NETWORK, ...CONSOLE, ...MACHINE },
}
