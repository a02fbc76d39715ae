/** Where the driver finds what jobs work on, as payloads of jobs hold it. */
import { Type as T } from 'typebox'

export const VOLUME_PLACE = T.Object({ id: T.String(), sizeGib: T.Integer(), pool: T.String() })

export const SNAPSHOT_PLACE = T.Object({
  id: T.String(),
  sizeGib: T.Integer(),
  /** What it is a snapshot of. */
  volume: VOLUME_PLACE,
})
