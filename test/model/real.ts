/** The cloud that the model is held against: two projects of their own for each sequence. */
import { expect } from 'vitest'
import type { Cloud, Got } from '../support/cloud.ts'
import type { ManualClock } from '../support/manual-clock.ts'
import { volumeApi, type VolumeApi } from '../support/volume-api.ts'
import { LIMITS, type Model, type ProjectName, type TypeName } from './model.ts'

export interface Real {
  /** Sends a request as a member of a project and waits until the work that it began is done. */
  send(project: ProjectName | 'admin', method: string, path: string, body?: object): Promise<Got>
  readonly types: Readonly<Record<TypeName, string>>
}

interface Tenant {
  readonly api: VolumeApi
  readonly projectId: string
}

let sequences = 0

/** Newest version, so that volumes in use can be extended. */
const VERSION = '3.71'

/** Of groups that any volumes may be in. */
export const GROUP_TYPE = 'any'

/** Makes the type that is limited, and the quotas that hold for every project. */
export async function prepare(cloud: Cloud): Promise<void> {
  const admin = volumeApi(cloud, await cloud.admin())
  await admin('POST', '/types', { volume_type: { name: 'gold' } })
  await admin('POST', '/group_types', { group_type: { name: GROUP_TYPE } }, VERSION)
  const got = await admin('PUT', '/os-quota-class-sets/default', { quota_class_set: LIMITS })
  expect(got.status).toBe(200)
}

export class RealCloud implements Real {
  readonly types = { plain: '__DEFAULT__', gold: 'gold' }
  readonly #cloud: Cloud
  readonly #clock: ManualClock
  readonly #tenants: Readonly<Record<ProjectName, Tenant>>
  readonly #admin: VolumeApi

  constructor(
    cloud: Cloud,
    clock: ManualClock,
    tenants: Readonly<Record<ProjectName, Tenant>>,
    admin: VolumeApi,
  ) {
    this.#cloud = cloud
    this.#clock = clock
    this.#tenants = tenants
    this.#admin = admin
  }

  static async forSequence(cloud: Cloud, clock: ManualClock): Promise<RealCloud> {
    const sequence = ++sequences
    const tenant = async (name: ProjectName): Promise<Tenant> => {
      const persona = await cloud.user(`${name}-${sequence}`, 'member', `${name}-${sequence}`)
      return { api: volumeApi(cloud, persona), projectId: persona.projectId }
    }
    const tenants = { one: await tenant('one'), two: await tenant('two') }
    return new RealCloud(cloud, clock, tenants, volumeApi(cloud, await cloud.admin()))
  }

  async send(
    project: ProjectName | 'admin',
    method: string,
    path: string,
    body?: object,
  ): Promise<Got> {
    // No two things are made at the same moment.
    this.#clock.advance(1000)
    const api = project === 'admin' ? this.#admin : this.#tenants[project].api
    const got = await api(method, path, body, VERSION)
    await this.#cloud.settled()
    return got
  }

  /** What is in one of the project's lists. */
  async list(project: ProjectName, what: 'volumes' | 'snapshots'): Promise<readonly any[]> {
    const { api } = this.#tenants[project]
    return (await api('GET', `/${what}/detail`, undefined, VERSION)).body[what]
  }

  /** Everything that each project sees, and what is counted, is as in the model. */
  async expectAs(model: Model): Promise<void> {
    for (const project of ['one', 'two'] as const) {
      const get = async (path: string) =>
        (await this.#tenants[project].api('GET', path, undefined, VERSION)).body
      expect(await seen(get), `what project ${project} sees`).toEqual(expected(model, project))
      const { projectId } = this.#tenants[project]
      const { quota_set } = await get(`/os-quota-sets/${projectId}?usage=True`)
      expect(counted(quota_set), `what project ${project} uses`).toEqual(
        usageOf(model.usage(project)),
      )
    }
  }
}

type Get = (path: string) => Promise<any>

async function seen(get: Get): Promise<object> {
  const { volumes } = await get('/volumes/detail')
  const { snapshots } = await get('/snapshots/detail')
  const { backups } = await get('/backups/detail')
  const { transfers } = await get('/os-volume-transfer')
  const { groups } = await get('/groups/detail')
  const { group_snapshots: groupSnapshots } = await get('/group_snapshots/detail')
  return {
    volumes: volumes.map((one: any) => [
      ...[one.id, one.status, one.size, one.volume_type, one.group_id],
    ]),
    snapshots: snapshots.map((one: any) => [
      ...[one.id, one.status, one.size, one.volume_id, one.group_snapshot_id],
    ]),
    backups: backups.map((one: any) => [
      ...[one.id, one.status, one.size, one.volume_id, one.snapshot_id],
      ...[one.is_incremental, one.has_dependent_backups],
    ]),
    transfers: transfers.map((one: any) => one.id).sort(),
    groups: groups.map((one: any) => [one.id, one.status]),
    groupSnapshots: groupSnapshots.map((one: any) => [one.id, one.status, one.group_id]),
  }
}

/** Lists have what is newest first. */
function expected(model: Model, project: ProjectName): object {
  const own = <Item extends { project: ProjectName }>(items: readonly Item[]): readonly Item[] =>
    items.filter((item) => item.project === project).toReversed()
  const typeName = (type: TypeName) => (type === 'plain' ? '__DEFAULT__' : type)
  return {
    volumes: own(model.volumes).map((one) => [
      one.id,
      one.status,
      one.size,
      typeName(one.type),
      one.group?.id ?? null,
    ]),
    snapshots: own(model.snapshots).map((one) => [
      ...[one.id, 'available', one.size, one.volume.id, one.groupSnapshot?.id ?? null],
    ]),
    backups: own(model.backups).map((one) => [
      ...[one.id, one.status, one.size, one.volume.id, one.snapshot?.id ?? null],
      ...[one.parent !== undefined, model.incrementsOf(one).some(({ made }) => made)],
    ]),
    transfers: model.transfers
      .filter(({ volume }) => volume.project === project)
      .map(({ id }) => id)
      .sort(),
    groups: own(model.groups).map(({ id }) => [id, 'available']),
    groupSnapshots: own(model.groupSnapshots).map(({ id, group }) => [id, 'available', group.id]),
  }
}

const COUNTED = [
  ...['volumes', 'gigabytes', 'snapshots', 'backups', 'backup_gigabytes', 'groups'],
  ...['volumes_gold', 'gigabytes_gold', 'snapshots_gold'],
  ...['volumes___DEFAULT__', 'gigabytes___DEFAULT__', 'snapshots___DEFAULT__'],
]

function counted(quotas: Record<string, { in_use: number; reserved: number }>): object {
  return Object.fromEntries(COUNTED.map((name) => [name, quotas[name]!.in_use]))
}

function usageOf(amounts: Readonly<Record<string, number>>): object {
  const inModel = (name: string) => name.replace('___DEFAULT__', '_plain')
  return Object.fromEntries(COUNTED.map((name) => [name, amounts[inModel(name)] ?? 0]))
}
