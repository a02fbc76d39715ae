import { sql } from 'kysely'
import type { Tx } from '../../storage/database.ts'
import { lockName } from '../../storage/locks.ts'
import { statement } from '../../storage/statement.ts'
import { mebibytes, type Usage } from './limits.ts'

interface Counted {
  readonly images: number
  readonly uploading: number
  readonly stored: number | null
  readonly coming: number | null
  readonly staged: number | null
  readonly staging: number | null
}

/**
 * Each copy in a store counts; what is on its way counts as the client announced it.
 * Source: openstack/glance glance/db/sqlalchemy/api.py (user_get_storage_usage and the like), which
 * does not count what is on its way, and so lets two uploads at once have the same room.
 */
const count = statement(
  (_db, p: { owner: string | null }) => sql<Counted>`
    select
      count(*) as images,
      coalesce(sum(busy), 0) as uploading,
      coalesce(sum(size * copies), 0) as stored,
      coalesce(sum(case
        when status = 'saving' then expected_size
        when status = 'importing' and copies = 0 then size end), 0) as coming,
      coalesce(sum(case when status in ('uploading', 'importing') or copying = 1 then size end), 0)
        as staged,
      coalesce(sum(case when status = 'uploading' and size is null then expected_size end), 0)
        as staging
    from (
      select status, size, expected_size, copies, copying,
        case when status in ('saving', 'uploading', 'importing') or copying = 1 then 1 else 0 end
          as busy
      from (
        select status, size, expected_size,
          (select count(*) from image_locations where image_id = images.id) as copies,
          (select count(*) from image_properties where image_id = images.id
            and name = 'os_glance_importing_to_stores' and value <> '') as copying
        from images
        where owner is not distinct from ${p.owner} and deleted_at is null
          and status not in ('killed', 'pending_delete', 'deleted')
      ) as counted
    ) as judged`,
)

/** Until the transaction ends, nobody else who locks it learns what the project has. */
export async function lockUsage(tx: Tx, projectId: string | undefined): Promise<void> {
  await lockName(tx, `image usage of ${projectId}`)
}

/** What a project has. @param withComing count what is on its way, too */
export async function usageOf(
  tx: Tx,
  projectId: string | undefined,
  withComing: boolean,
): Promise<Usage> {
  const counted = await tx.first(count, { owner: projectId ?? null })
  const { images, uploading, stored, coming, staged, staging } = counted!
  return {
    image_size_total: mebibytes(Number(stored) + (withComing ? Number(coming) : 0)),
    image_stage_total: mebibytes(Number(staged) + (withComing ? Number(staging) : 0)),
    image_count_total: images,
    image_count_uploading: uploading,
  }
}
