/** Who may do what with ports, by operation. */
export const PORTS: Readonly<Record<string, string>> = {
  'ports.list': 'any token',
  'ports.create': 'port maker',
  'ports.show': 'owned network, reader',
  'ports.update': 'owned port, member',
  'ports.delete': 'owned port, member',

  'bindings.list': 'bindings of an owned port',
  'bindings.create': 'binding maker',
  'bindings.show': 'binding, admin or service',
  'bindings.update': 'binding, admin',
  'bindings.delete': 'binding, service',
  'bindings.activate': 'binding, service',
}
