/** Segments one by one, as clients have them. */
import type { Tx } from '../../storage/database.ts'
import { Rows } from '../rows/rows.store.ts'
import { SEGMENTS } from './segments.table.ts'

type Attributes = NonNullable<(typeof SEGMENTS)['declared']>

interface Hidden {
  /** Counts up within a network. */
  readonly segment_index: number
  readonly place: string | null
}

export const segmentRows = new Rows<Attributes, 'project_id', Hidden>(SEGMENTS, {
  table: 'network_segments',
  elsewhere: ['project_id'],
  hidden: { segment_index: 'integer', place: 'text' },
})

/** The subnets on a segment, in the order of their ids. */
export async function subnetsOn(tx: Tx, segmentId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('subnets')
    .select('id')
    .where('segment_id', '=', segmentId)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
