/** Who may do what in Placement, by operation. */
export const PLACEMENT: Readonly<Record<string, string>> = {
  'versions.list': 'anybody',

  'resource_providers.list': 'placement operator',
  'resource_providers.create': 'placement operator',
  'resource_providers.show': 'placement operator',
  'resource_providers.update': 'placement operator',
  'resource_providers.delete': 'placement operator',

  'inventories.list': 'placement operator',
  'inventories.create': 'placement operator',
  'inventories.replace': 'placement operator',
  'inventories.delete_all': 'placement operator',
  'inventories.refuse_to_delete_all': 'no such method',
  'inventories.show': 'placement operator',
  'inventories.update': 'placement operator',
  'inventories.delete': 'placement operator',

  'aggregates.list': 'placement operator',
  'aggregates.replace': 'placement operator',

  'provider_traits.list': 'placement operator',
  'provider_traits.replace': 'placement operator',
  'provider_traits.delete': 'placement operator',

  'traits.list': 'placement operator',
  'traits.show': 'placement operator',
  'traits.ensure': 'placement operator',
  'traits.delete': 'placement operator',

  'resource_classes.list': 'placement operator',
  'resource_classes.create': 'placement operator',
  'resource_classes.show': 'placement operator',
  'resource_classes.rename': 'placement operator',
  'resource_classes.ensure': 'placement operator',
  'resource_classes.delete': 'placement operator',

  'allocations.list': 'placement operator',
  'allocations.replace': 'placement operator',
  'allocations.delete': 'placement operator',
  'allocations.manage': 'placement operator',
  'provider_allocations.list': 'placement operator',

  'allocation_candidates.list': 'placement operator',

  'provider_usages.list': 'placement operator',
  'usages.list': 'usage of a project, reader',

  'reshaper.reshape': 'placement service',
}
