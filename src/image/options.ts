/** What an operator may set of Image. */
export interface ImageOptions {
  /** How many custom properties, tags, members and locations an image may have. */
  readonly maxProperties: number
  readonly maxTags: number
  readonly maxMembers: number
  readonly maxLocations: number
  /** Items on a page of a list where none are asked for, and at most. */
  readonly defaultPage: number
  readonly maxPage: number
  /** Show where the bytes of an image lie, and let owners change it. */
  readonly showLocations: boolean
  readonly showDirectUrl: boolean
  /** Hold projects to the limits that Identity has for them. */
  readonly useLimits: boolean
  /** The names of the methods of import that are open. */
  readonly importMethods: readonly string[]
  /** Properties that imported images get, and who imports without (`inject_metadata_properties`). */
  readonly inject: Readonly<Record<string, string>>
  readonly injectIgnoreRoles: readonly string[]
  /** Import what is packed as what is in it (the plugin `image_decompression`). */
  readonly decompress: boolean
  /** The names of the stores, in their order; the first is the default. */
  readonly stores: readonly string[]
}

/** As in the stock configuration of the real service (glance/common/config.py). */
export const STOCK_IMAGE_OPTIONS: ImageOptions = {
  maxProperties: 128,
  maxTags: 128,
  maxMembers: 128,
  maxLocations: 10,
  defaultPage: 25,
  maxPage: 1000,
  showLocations: false,
  showDirectUrl: false,
  useLimits: false,
  importMethods: ['glance-direct', 'web-download', 'copy-image'],
  inject: {},
  injectIgnoreRoles: ['admin'],
  decompress: false,
  stores: ['file'],
}
