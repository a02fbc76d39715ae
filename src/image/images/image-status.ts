/** `killed` is what old clouds left; nothing becomes it any more. */
export type ImageStatus =
  | 'queued'
  | 'saving'
  | 'uploading'
  | 'importing'
  | 'active'
  | 'deactivated'
  | 'pending_delete'
  | 'killed'
  | 'deleted'

export const VISIBILITIES = ['community', 'public', 'private', 'shared'] as const
export type Visibility = (typeof VISIBILITIES)[number]
