/**
 * What Compute's older calls pass on to Block Storage, as a client of Block Storage 3.0 would send it.
 * Source: openstack/nova nova/volume/cinder.py, python-cinderclient.
 */
import type { RequestContext } from '../../kernel/context.ts'
import { version } from '../../kernel/microversion.ts'
import { askerOf, type Ask, type Receiver } from '../../kernel/relay.ts'
import type { Tx } from '../../storage/database.ts'
import { dialect } from '../dialect.ts'
import { CHECKS, type BlockStorageEnv } from '../operation.ts'
import { snapshotOperations } from '../snapshots/snapshots.ops.ts'
import { createOperations } from '../volumes/create.ops.ts'
import { volumeOperations } from '../volumes/volumes.ops.ts'

/** Sizes in GiB; times as Block Storage shows them, in UTC. */
export interface ShownVolume {
  readonly id: string
  readonly status: string
  readonly size: number
  readonly availability_zone: string | null
  readonly created_at: string
  readonly name: string | null
  readonly description: string | null
  /** Its name. */
  readonly volume_type: string | null
  readonly snapshot_id: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly attachments: readonly {
    readonly server_id: string | null
    readonly device: string | null
  }[]
}

export interface ShownSnapshot {
  readonly id: string
  readonly volume_id: string
  readonly status: string
  readonly size: number
  readonly created_at: string
  readonly name: string | null
  readonly description: string | null
}

export interface PostedVolume {
  readonly size: number | string
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly volume_type?: string | undefined
  readonly snapshot_id?: string | undefined
  readonly availability_zone?: string | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

export interface PostedSnapshot {
  readonly volume_id: string
  /** May the volume be in use? */
  readonly force: boolean
  readonly name?: string | undefined
  readonly description?: string | undefined
}

/** Each refuses as the call of the API that it is. @throws Fault 400, 403, 404, 413 */
export interface BlockStorageProxy {
  /** The first of the list, at least as many as are wanted where there are so many. */
  volumes(tx: Tx, wanted: number): Promise<readonly ShownVolume[]>
  volume(tx: Tx, id: string): Promise<ShownVolume>
  createVolume(tx: Tx, sent: PostedVolume): Promise<ShownVolume>
  deleteVolume(tx: Tx, id: string): Promise<void>
  snapshots(tx: Tx, wanted: number): Promise<readonly ShownSnapshot[]>
  snapshot(tx: Tx, id: string): Promise<ShownSnapshot>
  createSnapshot(tx: Tx, sent: PostedSnapshot): Promise<ShownSnapshot>
  deleteSnapshot(tx: Tx, id: string): Promise<void>
}

const OPERATIONS = [...volumeOperations, ...createOperations, ...snapshotOperations]

const V3_0 = version('3.0')

/** @param ctx of the caller, in whichever service */
export function blockStorageProxy(env: BlockStorageEnv, ctx: RequestContext): BlockStorageProxy {
  const type = 'block-storage'
  const receiver: Receiver = { type, checks: CHECKS, dialect, env, operations: OPERATIONS }
  const ask = askerOf(receiver, ctx)
  const of = (resource: 'volume' | 'snapshot') => ({
    list: (tx: Tx, wanted: number) => pages(ask, tx, `${resource}s`, wanted) as Promise<never>,
    async show(tx: Tx, id: string): Promise<never> {
      const call = { version: V3_0, params: { [`${resource}_id`]: id } }
      return partOf(await ask(tx, `${resource}s.show`, call), resource)
    },
    async create(tx: Tx, sent: object): Promise<never> {
      // What is undefined is null to the real client.
      const whole = Object.fromEntries(Object.entries(sent).map(([name, of]) => [name, of ?? null]))
      const call = { version: V3_0, body: { [resource]: whole } }
      return partOf(await ask(tx, `${resource}s.create`, call), resource)
    },
    async delete(tx: Tx, id: string): Promise<void> {
      await ask(tx, `${resource}s.delete`, { version: V3_0, params: { [`${resource}_id`]: id } })
    },
  })
  const volumes = of('volume')
  const snapshots = of('snapshot')
  return {
    volumes: volumes.list,
    volume: volumes.show,
    createVolume: volumes.create,
    deleteVolume: volumes.delete,
    snapshots: snapshots.list,
    snapshot: snapshots.show,
    createSnapshot: snapshots.create,
    deleteSnapshot: snapshots.delete,
  }
}

/** Page by page, as far as it is wanted. */
async function pages(ask: Ask, tx: Tx, root: string, wanted: number): Promise<unknown[]> {
  const items: { readonly id: string }[] = []
  let hasMore = true
  while (hasMore && items.length < wanted) {
    const query = { marker: items.at(-1)?.id }
    const page = await ask(tx, `${root}.detail`, { version: V3_0, query })
    items.push(...(partOf(page, root) as typeof items))
    hasMore = Object.hasOwn(page as object, `${root}_links`)
  }
  return items
}

/** The operation declares that its answer has this shape. */
function partOf(body: unknown, root: string): never {
  return (body as Record<string, never>)[root]!
}
