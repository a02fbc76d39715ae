/**
 * What Block Storage should be after a sequence of requests, written from what is known of the real
 * service and without a look at ours: the rules of states, sizes and quotas, in memory. Work is done at
 * once, so the only states are those in which things come to rest.
 */

export type ProjectName = 'one' | 'two'
export type TypeName = 'plain' | 'gold'

export interface Volume {
  id: string
  project: ProjectName
  size: number
  type: TypeName
  status: 'available' | 'in-use' | 'error' | 'awaiting-transfer' | 'error_restoring'
  group?: Group | undefined
}

export interface Group {
  id: string
  project: ProjectName
}

export interface GroupSnapshot {
  id: string
  project: ProjectName
  group: Group
}

export interface Snapshot {
  id: string
  project: ProjectName
  volume: Volume
  size: number
  type: TypeName
  madeAt: number
  /** What it is a part of. */
  groupSnapshot?: GroupSnapshot
}

export interface Backup {
  id: string
  project: ProjectName
  /** Of a volume that may be gone since. */
  volume: Volume
  snapshot: Snapshot | undefined
  size: number
  status: 'available' | 'error'
  parent: Backup | undefined
  /** Was it made, or did it end as an error before it held anything? */
  made: boolean
  contentOf: number
}

export interface Transfer {
  id: string
  key: string
  volume: Volume
}

/** What a project may have; what is not named here is not limited. */
export const LIMITS: Readonly<Record<string, number>> = {
  volumes: 6,
  gigabytes: 24,
  snapshots: 5,
  backups: 5,
  backup_gigabytes: 12,
  groups: 3,
  volumes_gold: 3,
  gigabytes_gold: 10,
  snapshots_gold: 2,
}

export type Amounts = Readonly<Record<string, number>>

export function ofVolume(type: TypeName, size: number): Amounts {
  return { volumes: 1, gigabytes: size, [`volumes_${type}`]: 1, [`gigabytes_${type}`]: size }
}

export function ofSnapshot(type: TypeName, size: number): Amounts {
  return { snapshots: 1, gigabytes: size, [`snapshots_${type}`]: 1, [`gigabytes_${type}`]: size }
}

export function ofBackup(size: number): Amounts {
  return { backups: 1, backup_gigabytes: size }
}

export function sumOf(all: readonly Amounts[]): Amounts {
  const sum: Record<string, number> = {}
  for (const amounts of all) {
    for (const [name, amount] of Object.entries(amounts)) sum[name] = (sum[name] ?? 0) + amount
  }
  return sum
}

/** Status of an answer: what is expected before anything else of a request. */
export type Status = 200 | 202 | 400 | 404 | 409 | 413

export class Model {
  volumes: Volume[] = []
  snapshots: Snapshot[] = []
  backups: Backup[] = []
  transfers: Transfer[] = []
  groups: Group[] = []
  groupSnapshots: GroupSnapshot[] = []
  /** Counts requests, which never happen at the same time. */
  time = 0

  /** What a project has, counted from what is there. */
  usage(project: ProjectName): Amounts {
    const own = <Item extends { project: ProjectName }>(items: readonly Item[]): readonly Item[] =>
      items.filter((item) => item.project === project)
    return sumOf([
      ...own(this.volumes).map(({ type, size }) => ofVolume(type, size)),
      ...own(this.snapshots).map(({ type, size }) => ofSnapshot(type, size)),
      ...own(this.backups).map(({ size }) => ofBackup(size)),
      ...own(this.groups).map(() => ({ groups: 1 })),
    ])
  }

  fits(project: ProjectName, amounts: Amounts): boolean {
    const used = this.usage(project)
    return Object.entries(amounts).every(
      ([name, amount]) => (used[name] ?? 0) + amount <= (LIMITS[name] ?? Infinity),
    )
  }

  /** The first of the refusals that holds, else what success is. */
  static first(success: Status, refusals: readonly (readonly [Status, boolean])[]): Status {
    return refusals.find(([, holds]) => holds)?.[0] ?? success
  }

  snapshotsOf(volume: Volume): readonly Snapshot[] {
    return this.snapshots.filter((snapshot) => snapshot.volume === volume)
  }

  /** Has a group anything to do with the volume, or with what it was? */
  isGrouped(volume: Volume): boolean {
    return (
      volume.group !== undefined ||
      this.snapshotsOf(volume).some(({ groupSnapshot }) => groupSnapshot !== undefined)
    )
  }

  volumesOf(group: Group): readonly Volume[] {
    return this.volumes.filter((volume) => volume.group === group)
  }

  /** Those that build on it, made or not. */
  incrementsOf(backup: Backup): readonly Backup[] {
    return this.backups.filter(({ parent }) => parent === backup)
  }

  /**
   * What an increment builds on: of the backups that the owner of the volume made of it and that are
   * available, the one with the latest content, for a snapshot the latest older than that, or any.
   */
  parentFor(project: ProjectName, volume: Volume, snapshot?: Snapshot): Backup | undefined {
    if (volume.project !== project) return undefined
    const candidates = this.backups
      .filter((one) => one.volume === volume && one.project === project)
      .filter(({ status }) => status === 'available')
      .toSorted((a, b) => a.contentOf - b.contentOf)
    const older = candidates.filter(
      ({ contentOf }) => snapshot === undefined || contentOf < snapshot.madeAt,
    )
    return older.at(-1) ?? candidates[0]
  }

  remove<Item>(
    from: 'volumes' | 'snapshots' | 'backups' | 'transfers' | 'groups' | 'groupSnapshots',
    item: Item,
  ): void {
    const items = this[from] as unknown as Item[]
    items.splice(items.indexOf(item), 1)
  }
}
