import { boolean, columns, integer, text } from '../../kernel/lists/conditions.ts'

/** By what images can be filtered and sorted, apart from their tags and properties. */
export const IMAGE_COLUMNS = columns({
  id: text({ selective: true }),
  name: text({ nullable: true, selective: true }),
  owner: text({ nullable: true }),
  status: text(),
  visibility: text(),
  os_hidden: boolean(),
  protected: boolean(),
  disk_format: text({ nullable: true }),
  container_format: text({ nullable: true }),
  min_disk: integer(),
  min_ram: integer(),
  size: integer({ nullable: true }),
  virtual_size: integer({ nullable: true }),
  checksum: text({ nullable: true, selective: true }),
  os_hash_algo: text({ nullable: true }),
  os_hash_value: text({ nullable: true, selective: true }),
  created_at: text(),
  updated_at: text(),
})

/** What clients may sort by, in the order in which refusals name them. */
export const SORT_KEYS = [
  ...['name', 'status', 'container_format', 'disk_format', 'size', 'id', 'created_at'],
  'updated_at',
]
