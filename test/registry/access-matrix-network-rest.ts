/** Who may do what with what Network has beside networks and what hangs on them. */
export const NETWORK_REST: Readonly<Record<string, string>> = {
  'network_segment_ranges.list': 'any token',
  'network_segment_ranges.create': 'template maker',
  'network_segment_ranges.show': 'segment, admin',
  'network_segment_ranges.update': 'segment, admin',
  'network_segment_ranges.delete': 'segment, admin',

  'auto_allocated_topologies.show': 'topology, reader',
  'auto_allocated_topologies.delete': 'topology, member',

  'flavors.list': 'any token',
  'flavors.create': 'template maker',
  'flavors.show': 'template, reader',
  'flavors.update': 'template, admin',
  'flavors.delete': 'template, admin',
  'flavors.add_service_profile': 'network admin',
  'flavors.remove_service_profile': 'network admin',

  'service_profiles.list': 'any token',
  'service_profiles.create': 'template maker',
  'service_profiles.show': 'segment, admin',
  'service_profiles.update': 'segment, admin',
  'service_profiles.delete': 'segment, admin',

  'local_ips.list': 'any token',
  'local_ips.create': 'trunk maker',
  'local_ips.show': 'owned group, reader',
  'local_ips.update': 'owned group, member',
  'local_ips.delete': 'owned group, member',
  'port_associations.list': 'any token',
  'port_associations.create': 'subnet maker',
  'port_associations.show': 'owned group, reader',
  'port_associations.delete': 'owned group, member',

  'logs.list': 'any token',
  'logs.create': 'setting maker',
  'logs.show': 'log, manager',
  'logs.update': 'log, manager',
  'logs.delete': 'log, manager',
  'loggable_resources.list': 'any token',

  'metering_labels.list': 'any token',
  'metering_labels.create': 'setting maker',
  'metering_labels.show': 'owned group, reader',
  'metering_labels.delete': 'owned group, manager',

  'metering_label_rules.list': 'any token',
  'metering_label_rules.create': 'setting maker',
  'metering_label_rules.show': 'owned group, reader',
  'metering_label_rules.delete': 'owned group, manager',
}
