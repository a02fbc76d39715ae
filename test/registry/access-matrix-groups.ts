/** Who may hand volumes over, by operation, as in `access-matrix.ts`. */
export const TRANSFERS: Readonly<Record<string, string>> = {
  'transfers.list': 'volume reader',
  'transfers.detail': 'volume reader',
  'transfers.show': 'seen transfer, reader',
  'transfers.create': 'owned volume, member',
  'transfers.accept': 'volume maker',
  'transfers.delete': 'owned volume, member',
  'volume_transfers.list': 'volume reader',
  'volume_transfers.detail': 'volume reader',
  'volume_transfers.show': 'seen transfer, reader',
  'volume_transfers.create': 'owned volume, member',
  'volume_transfers.accept': 'volume maker',
  'volume_transfers.delete': 'owned volume, member',
}

/** Types of groups. */
export const GROUP_TYPES: Readonly<Record<string, string>> = {
  'group_types.list': 'any token',
  'group_types.show_default': 'nowhere',
  'group_types.show': 'any token',
  'group_types.create': 'volume admin',
  'group_types.update': 'volume admin',
  'group_types.delete': 'volume admin',
  'group_types.list_group_specs': 'volume admin',
  'group_types.show_group_spec': 'volume admin',
  'group_types.create_group_specs': 'volume admin',
  'group_types.update_group_spec': 'volume admin',
  'group_types.delete_group_spec': 'volume admin',
}

/** Groups of volumes. */
export const GROUPS: Readonly<Record<string, string>> = {
  'groups.list': 'volume reader',
  'groups.detail': 'volume reader',
  'groups.show': 'owned volume, reader',
  'groups.create': 'volume maker',
  'groups.update': 'owned volume, member',
  'groups.delete': 'owned volume, member',
  'groups.reset_status': 'owned volume, admin',
  'groups.create_from_src': 'from owned group',
  'group_snapshots.list': 'volume reader',
  'group_snapshots.detail': 'volume reader',
  'group_snapshots.show': 'owned volume, reader',
  'group_snapshots.create': 'owned volume, member',
  'group_snapshots.delete': 'owned volume, member',
  'group_snapshots.reset_status': 'owned volume, admin',
}
