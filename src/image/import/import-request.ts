/**
 * What a client asks of an import, and what there is to refuse of it.
 * Source: openstack/glance glance/api/v2/images.py (_validate_import_body, import_image),
 * glance/common/utils.py (get_stores_from_request).
 */
import { badRequest, conflict, type Fault } from '../../kernel/faults.ts'
import { refuseUnlessAllowed } from '../../kernel/state-table.ts'
import { IMAGE_ACTIONS } from '../images/image-actions.ts'
import type { Image } from '../images/image.ts'
import { IMPORT_TASK } from './import-properties.ts'

/** `glance-download` is not here: there is no other cloud whose images this one could trust. */
export const IMPORT_METHODS = ['glance-direct', 'web-download', 'copy-image'] as const
export type ImportMethod = (typeof IMPORT_METHODS)[number]

/** The row of the state table that each method is. */
export const ACTION_OF = {
  'glance-direct': IMAGE_ACTIONS.importStaged,
  'web-download': IMAGE_ACTIONS.importFromWeb,
  'copy-image': IMAGE_ACTIONS.copy,
} as const satisfies Readonly<Record<ImportMethod, unknown>>

export interface ImportRequest {
  readonly method: ImportMethod
  /** Where to download from, as written; may be anything. */
  readonly uri: unknown
  /** Undefined where the client names none. */
  readonly stores: readonly string[] | undefined
  readonly allStores: boolean
  /** The import fails where it fails for one of the stores. */
  readonly mustSucceed: boolean
  /** The whole of it, for the record. */
  readonly sent: unknown
}

/** @throws 400 */
export function readImport(sent: unknown): ImportRequest {
  if (sent === undefined) throw badRequest('Body expected in request.')
  if (typeof sent !== 'object' || sent === null) {
    throw badRequest('Unexpected body type. Expected list/dict.')
  }
  const body = sent as Readonly<Record<string, unknown>>
  if (!Object.hasOwn(body, 'method')) throw missing('method')
  const method = body['method']
  if (typeof method !== 'object' || method === null || !Object.hasOwn(method, 'name')) {
    throw missing('name')
  }
  const { name, uri } = method as { readonly name: unknown; readonly uri?: unknown }
  const known = IMPORT_METHODS.find((each) => each === name)
  if (known === undefined) throw unknownMethod(String(name))
  return {
    method: known,
    uri,
    stores: storesIn(body['stores']),
    allStores: flagIn(body, 'all_stores', false),
    mustSucceed: flagIn(body, 'all_stores_must_succeed', true),
    sent,
  }
}

function missing(field: string): Fault {
  return badRequest(`Import request requires a '${field}' field.`)
}

export function unknownMethod(name: string): Fault {
  return badRequest(`Unknown import method name '${name}'.`)
}

function storesIn(value: unknown): string[] | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value)) throw badRequest("'stores' must be a list of names")
  return [...new Set(value.map(String))]
}

function flagIn(body: Readonly<Record<string, unknown>>, name: string, usual: boolean): boolean {
  const value = Object.hasOwn(body, name) ? body[name] : usual
  if (typeof value === 'boolean') return value
  throw badRequest(`'${name}' must be boolean value only`)
}

/** What is refused before the policy is asked. @throws 409 */
export function refuseState({ method }: ImportRequest, image: Image): void {
  refuseUnlessAllowed(ACTION_OF[method], image)
  for (const name of ['container_format', 'disk_format'] as const) {
    if (image[name] === null) throw conflict(`'${name}' needs to be set before import`)
  }
}

export interface KnownStores {
  /** By name, in their order. */
  readonly all: readonly string[]
  readonly default: string
}

/**
 * Where the bytes go, by what is asked for in the body or by the header X-Image-Meta-Store.
 * @returns nothing where a copy is asked for and all of the stores have one
 * @throws 400, 409
 */
export function targetStores(
  { method, stores, allStores }: ImportRequest,
  image: Image,
  header: string | undefined,
  known: KnownStores,
): readonly string[] {
  if (allStores && (stores !== undefined || header !== undefined)) {
    throw badRequest(
      "All_stores parameter can't be used with x-image-meta-store header or stores parameter",
    )
  }
  if (stores !== undefined && header !== undefined) {
    throw badRequest("Stores parameter and x-image-meta-store header can't be both specified")
  }
  const asked = allStores ? known.all : (stores ?? [header ?? known.default])
  const strange = asked.find((store) => !known.all.includes(store))
  if (strange !== undefined) throw conflict(`Store for identifier ${strange} not found`)
  if (method !== 'copy-image') return asked
  const holding = image.locations.map(({ store }) => store)
  if (allStores) return asked.filter((store) => !holding.includes(store))
  const there = holding.find((store) => asked.includes(store))
  if (there !== undefined) throw badRequest(`Image is already present at store '${there}'`)
  return asked
}

/** @throws 409 where another import of the image goes on */
export function refuseLocked({ properties }: Image): void {
  if (IMPORT_TASK in properties) throw conflict('Image has active task')
}
