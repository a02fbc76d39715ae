/** What lies in stores beside the locations of images. */
export interface ObjectTables {
  image_objects: ImageObjectsTable
}

/**
 * An object that is being written, waits to be imported, or is to be removed. What lies in a store and has
 * neither a row here nor a location is lost, so the row is written before the object.
 */
export interface ImageObjectsTable {
  /** What it is called in its store; never given twice. */
  name: string
  /** The image that it was written for, which may be gone. */
  image_id: string
  /** Where it lies, by name. */
  store: string
  location: string
  state: 'writing' | 'staged' | 'unwanted'
  /** Bytes, once they are staged. */
  size: number | null
  /** While it is being written: by when whoever does so says again that he lives. */
  until: string | null
}

declare module '../../storage/tables.ts' {
  interface Tables extends ObjectTables {}
}
