import { afterAll, beforeAll } from 'vitest'
import { startCloud, type Cloud, type CloudOptions, type Got, type Persona } from './cloud.ts'
import { Nova } from './compute.ts'
import { networkApi, type NetworkApi } from './network-cloud.ts'
import { volumeApi } from './volume-api.ts'

/** A cloud as DevStack leaves it, for the tests of one file: flavors, an image, networks. */
export interface ServerCloud {
  cloud: Cloud
  /** A member of the project `demo`. */
  demo: Nova
  persona: Persona
  admin: Nova
  adminPersona: Persona
  /** A reader of the project `demo`. */
  reader: Nova
  /** A member of another project. */
  stranger: Nova
  strangerPersona: Persona
  /** What demo and an administrator see of Network, and demo of Block Storage. */
  network: NetworkApi
  networkAdmin: NetworkApi
  volumes: ReturnType<typeof volumeApi>
  /** Ids of the image `cirros` and of the networks that a new cloud has. */
  imageId: string
  networkIds: { private: string; public: string; shared: string }
  /** Asks for a server of demo's: `m1.tiny` from `cirros` on no network, unless told otherwise. */
  ask(server?: object, options?: Asked): Promise<Got>
  /** The same, and waits until it is there or has failed. Returns its id. */
  server(server?: object, options?: Asked): Promise<string>
}

interface Asked {
  as?: Nova
  /** 2.104 unless told. */
  version?: string
  /** Scheduler hints. */
  hints?: object
}

export const NEWEST = '2.104'

/** Starts the cloud before the tests of the file and stops it after them. */
export function useServerCloud(options: CloudOptions = {}): ServerCloud {
  const all = {} as ServerCloud
  beforeAll(async () => Object.assign(all, await serverCloud(options)))
  afterAll(() => all.cloud?.[Symbol.asyncDispose]())
  return all
}

export async function serverCloud(options: CloudOptions = {}): Promise<ServerCloud> {
  const cloud = await startCloud({ preset: 'devstack', ...options })
  const persona = await cloud.demo()
  const adminPersona = await cloud.admin()
  const strangerPersona = await cloud.user('stranger', 'member', 'elsewhere')
  const demo = new Nova(cloud, persona)
  const networkAdmin = networkApi(cloud, adminPersona)
  const { token } = persona
  const images = await cloud.request('image', 'GET', '/v2/images?name=cirros', { token })
  const { networks } = (await networkAdmin('GET', '/networks')).body
  const idOf = (name: string): string =>
    networks.find((network: { name: string }) => network.name === name)?.id
  const networkIds = {
    ...{ private: idOf('private'), public: idOf('public'), shared: idOf('shared') },
  }
  const imageId = images.body.images[0]?.id
  const ask: ServerCloud['ask'] = (server = {}, { as = demo, version = NEWEST, hints } = {}) => {
    const asked = { name: 'vm', flavorRef: '1', imageRef: imageId, networks: 'none', ...server }
    const body = { server: asked, ...(hints !== undefined && { 'os:scheduler_hints': hints }) }
    return as.send('POST', '/servers', body, version)
  }
  return {
    ...{ cloud, demo, persona, adminPersona, strangerPersona, imageId, networkIds, ask },
    admin: new Nova(cloud, adminPersona),
    reader: new Nova(cloud, await cloud.user('reader', 'reader', 'demo')),
    stranger: new Nova(cloud, strangerPersona),
    network: networkApi(cloud, persona),
    networkAdmin,
    volumes: volumeApi(cloud, persona),
    async server(server = {}, how = {}) {
      const got = await ask(server, how)
      if (got.status !== 202) throw new Error(`${got.status} ${got.text}`)
      await cloud.settled()
      return got.body.server.id
    },
  }
}
