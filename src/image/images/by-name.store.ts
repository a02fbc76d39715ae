import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { statement } from '../../storage/statement.ts'
import type { Image, Viewer } from './image.ts'
import { imageColumns, imageOf, type ImageRow } from './images.store.ts'

interface Sought {
  readonly name: string
  readonly project: string
  readonly all: number
}

const rows = statement(
  (_db, p: Sought, dialect) => sql<ImageRow>`
    select ${sql.raw(imageColumns(dialect))} from images
    where images.name = ${p.name} and images.deleted_at is null and images.os_hidden = 0
      and (images.visibility <> 'community' or images.owner = ${p.project})
      and (${p.all} = 1 or images.owner is null or images.owner = ${p.project}
        or images.visibility = 'public'
        or (images.visibility = 'shared' and exists (
          select 1 from image_members where image_id = images.id
            and member = ${p.project} and status = 'accepted')))
    order by images.created_at desc, images.serial desc limit 2`,
)

/**
 * The images of this name that are in the viewer's list where it asks for nothing else, newest first;
 * two of them at most.
 */
export async function imagesNamed(
  tx: Tx,
  { projectId, isAdmin }: Viewer,
  name: string,
): Promise<readonly Image[]> {
  const found = await tx.all(rows, { name, project: projectId ?? '', all: isAdmin ? 1 : 0 })
  return found.map(imageOf)
}
