import type { Migration } from '../../../storage/migrate.ts'

/** The volumes of a zone in the order of lists: without it a zone that has few takes a look at all. */
export const volumesByZone: Migration = {
  name: 'block-storage/0014-volumes-by-zone',
  async up(db) {
    await db.schema
      .createIndex('volumes_zone')
      .on('volumes')
      .columns(['availability_zone', 'project_id', 'created_at', 'serial'])
      .execute()
  },
}
