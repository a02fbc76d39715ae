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
