/** A cloud of two hosts whose backends can hold what is no volume. */
import { expect } from 'vitest'
import { startCloud, type Cloud } from './cloud.ts'
import { volumeApi, type VolumeApi } from './volume-api.ts'

export const HOST = 'h1@simulated'
export const POOL = `${HOST}#simulated`

export interface Setup {
  readonly cloud: Cloud
  readonly admin: VolumeApi
  readonly projectId: string
}

export async function setUp(database = 'sqlite::memory:'): Promise<Setup> {
  const cloud = await startCloud({ hosts: ['h1', 'h2'], database })
  const persona = await cloud.admin()
  return { cloud, admin: volumeApi(cloud, persona), projectId: persona.projectId }
}

/** Makes volumes of these sizes on h1 and gives them up; returns what the backend calls them. */
export async function unmanaged({ cloud, admin }: Setup, ...sizes: number[]): Promise<string[]> {
  const names: string[] = []
  await admin('PUT', '/os-services/disable', { binary: 'cinder-volume', host: 'h2' })
  for (const size of sizes) {
    const { body } = await admin('POST', '/volumes', { volume: { size } })
    await cloud.settled()
    const got = await admin('POST', `/volumes/${body.volume.id}/action`, { 'os-unmanage': null })
    expect([got.status, got.text]).toEqual([202, ''])
    await cloud.settled()
    names.push(`volume-${body.volume.id}`)
  }
  await admin('PUT', '/os-services/enable', { binary: 'cinder-volume', host: 'h2' })
  return names
}

export const manage = (admin: VolumeApi, volume: object, version = '3.8') =>
  admin('POST', '/manageable_volumes', { volume }, version)

export const listed = async (admin: VolumeApi, query = `?host=${HOST}`) =>
  (await admin('GET', `/manageable_volumes${query}`, undefined, '3.8')).body['manageable-volumes']
