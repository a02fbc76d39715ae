/** Who may do what with flavors of Compute, by operation. */
export const COMPUTE_FLAVORS: Readonly<Record<string, string>> = {
  'flavors.list': 'any token',
  'flavors.detail': 'any token',
  'flavors.show': 'any token',
  'flavors.create': 'compute admin',
  'flavors.update': 'compute admin',
  'flavors.delete': 'compute admin',
  'flavors.list_access': 'compute admin',
  'flavors.add_access': 'compute admin',
  'flavors.remove_access': 'compute admin',
  'flavors.list_extra_specs': 'compute reader',
  'flavors.create_extra_specs': 'compute admin',
  'flavors.show_extra_spec': 'compute reader',
  'flavors.update_extra_spec': 'compute admin',
  'flavors.delete_extra_spec': 'compute admin',
}
