const READERS = 'identity reader, no domain'
const ADMINS = 'identity admin, no domain'

/** Who may do what with the catalogue that projects see, by operation. */
export const CATALOG: Readonly<Record<string, string>> = {
  'endpoint_groups.list': READERS,
  'endpoint_groups.show': READERS,
  'endpoint_groups.list_endpoints': READERS,
  'endpoint_groups.list_projects': READERS,
  'endpoint_groups.show_project': READERS,
  'endpoint_groups.create': ADMINS,
  'endpoint_groups.update': ADMINS,
  'endpoint_groups.delete': ADMINS,
  'endpoint_groups.add_project': ADMINS,
  'endpoint_groups.remove_project': ADMINS,
  'project_endpoints.list': READERS,
  'project_endpoints.list_groups': READERS,
  'project_endpoints.list_projects': READERS,
  'project_endpoints.check': READERS,
  'project_endpoints.add': ADMINS,
  'project_endpoints.remove': ADMINS,
}
