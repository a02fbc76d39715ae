import type { Generated } from 'kysely'
import type { ImageStatus, Visibility } from '../images/image-status.ts'

/** The tables of Image. Booleans are 0 and 1, times ISO text, sizes bytes unless told. */
export interface ImageTables {
  images: ImagesTable
  image_properties: ImagePropertiesTable
  image_tags: ImageTagsTable
  image_members: ImageMembersTable
  image_locations: ImageLocationsTable
}

/** The row of a deleted image stays: nobody may have its id again. Rows about it go. */
export interface ImagesTable {
  /** Counts up in the order in which images were made. Clients never see it. */
  serial: Generated<number>
  /** In lower case. */
  id: string
  name: string | null
  /** A project; null where an administrator gave it to nobody. */
  owner: string | null
  status: ImageStatus
  visibility: Visibility
  os_hidden: number
  protected: number
  disk_format: string | null
  container_format: string | null
  /** GiB. */
  min_disk: number
  /** MiB. */
  min_ram: number
  size: number | null
  virtual_size: number | null
  /** What the client said that it would send; it counts against limits while it does. */
  expected_size: number | null
  /** MD5, in hexadecimal digits. */
  checksum: string | null
  os_hash_algo: string | null
  os_hash_value: string | null
  created_at: string
  updated_at: string
  /** Null while the image is there. */
  deleted_at: string | null
}

/** What clients gave an image beside the attributes that all have. */
export interface ImagePropertiesTable {
  image_id: string
  name: string
  /** Null for one that an image has without a value. */
  value: string | null
  /** Orders the properties of one image as they were added. */
  position: number
}

export interface ImageTagsTable {
  image_id: string
  value: string
  /** Orders the tags of one image as they were added. */
  position: number
}

/** The projects that an image is shared with. Rows stay while its visibility is another. */
export interface ImageMembersTable {
  serial: Generated<number>
  image_id: string
  /** Any text: whether there is such a project, nobody asks. */
  member: string
  status: MemberStatus
  created_at: string
  updated_at: string
}

export type MemberStatus = 'pending' | 'accepted' | 'rejected'

/** Where the bytes of an image lie. */
export interface ImageLocationsTable {
  /** Orders the locations of one image. */
  serial: Generated<number>
  image_id: string
  url: string
  /** The store it lies in, by name. */
  store: string
  /** JSON, without `store`. */
  metadata: string
  status: 'active' | 'pending_delete'
}

declare module '../../storage/tables.ts' {
  interface Tables extends ImageTables {}
}
