/** How the stores of Image are written: as text, or as a list in the YAML file. */
import type { ImageStoreConfig } from '../drivers/image/stores.ts'
import { resolve } from 'node:path'
import type { Kind } from './kinds.ts'

const ID = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/
/** Glance keeps such names for itself. */
const RESERVED = /^os_glance_/
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const PREFIX = /^[A-Za-z0-9._/-]{1,200}$/
const ENDPOINT = /^https?:\/\/[^\s/?#@]+$/

type Raw = Readonly<Record<string, unknown>>

/**
 * `fast=/srv/images,slow` (names, with a directory where that is not below the data directory) as text. In
 * YAML a list of names, or of maps with `name`, `description`, `default` and `directory`, or `bucket` and
 * what else is to be said of a store that speaks S3. Passwords only stand in a file or the environment.
 */
export const imageStoreList: Kind<readonly ImageStoreConfig[]> = {
  placeholder: '<name=directory>',
  takes:
    'names of stores, each with its directory where that is not below the data directory: ' +
    'fast=/srv/images,slow; or a list of them in the file',
  read(raw, base) {
    const parts = typeof raw === 'string' ? raw.split(',').map(fromText) : raw
    if (!Array.isArray(parts) || parts.length === 0) return undefined
    const read = parts.map((part: unknown) => storeFrom(part, base))
    const known = read.filter((each): each is ImageStoreConfig => each !== undefined)
    const names = new Set(known.map(({ id }) => id))
    const defaults = known.filter(({ isDefault }) => isDefault)
    return names.size === read.length && defaults.length <= 1 ? known : undefined
  },
}

function fromText(part: string): Raw {
  const [name, directory] = part.split('=', 2).map((word) => word.trim())
  return { name, ...(directory !== undefined && { directory }) }
}

const OF_ALL: readonly string[] = ['name', 'description', 'default']
const OF_FILES: readonly string[] = [...OF_ALL, 'directory']
const OF_S3: readonly string[] = [
  ...OF_ALL,
  ...['bucket', 'prefix', 'endpoint', 'region', 'access-key', 'secret-key'],
]

function storeFrom(raw: unknown, base: string): ImageStoreConfig | undefined {
  const map = typeof raw === 'string' ? { name: raw } : raw
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return undefined
  const { name, description, default: isDefault, directory, ...s3 } = map as Raw
  const isS3 = 'bucket' in map
  const known = isS3 ? OF_S3 : OF_FILES
  if (!Object.keys(map).every((key) => known.includes(key))) return undefined
  if (typeof name !== 'string' || !ID.test(name) || RESERVED.test(name)) return undefined
  if (!isTextOrNone(description) || !isFlagOrNone(isDefault)) return undefined
  const common = { id: name, description, isDefault }
  if (isS3) return s3From(common, s3)
  if (!isTextOrNone(directory)) return undefined
  const path = directory === undefined ? undefined : resolve(base, directory)
  return { ...common, type: 'file', directory: path }
}

function s3From(
  common: Pick<ImageStoreConfig, 'id' | 'description' | 'isDefault'>,
  map: Raw,
): ImageStoreConfig | undefined {
  const { bucket, prefix, endpoint, region, 'access-key': accessKey, 'secret-key': secretKey } = map
  if (typeof bucket !== 'string' || !BUCKET.test(bucket)) return undefined
  if (![prefix, endpoint, region, accessKey, secretKey].every(isTextOrNone)) return undefined
  if (prefix !== undefined && !PREFIX.test(prefix as string)) return undefined
  if (endpoint !== undefined && !ENDPOINT.test(endpoint as string)) return undefined
  if ((accessKey === undefined) !== (secretKey === undefined)) return undefined
  return {
    ...common,
    ...{ type: 's3', bucket },
    ...({ prefix, endpoint, region, accessKey, secretKey } as {
      readonly [name: string]: string | undefined
    }),
  }
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && value !== '')
}

function isFlagOrNone(value: unknown): value is boolean | undefined {
  return value === undefined || typeof value === 'boolean'
}
