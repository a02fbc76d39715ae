import { expect } from 'vitest'
import type { Cloud, Got } from './cloud.ts'
import { serverRow } from './server-rows.ts'

/** One user's calls to compute; paths are relative to `/v2.1`. */
export class Nova {
  readonly #cloud: Cloud
  readonly #token: string

  constructor(cloud: Cloud, { token }: { token: string }) {
    this.#cloud = cloud
    this.#token = token
  }

  send(method: string, path: string, body?: unknown, version?: string): Promise<Got> {
    return this.#cloud.request('compute', method, `/v2.1${path}`, {
      token: this.#token,
      body,
      ...(version !== undefined && { version }),
    })
  }

  get(path: string, version?: string): Promise<Got> {
    return this.send('GET', path, undefined, version)
  }

  /** Makes an aggregate and returns its id. */
  async aggregate(name: string, zone?: string): Promise<number> {
    const aggregate = { name, ...(zone !== undefined && { availability_zone: zone }) }
    const got = await this.send('POST', '/os-aggregates', { aggregate })
    expect(got.status, got.text).toBe(200)
    return got.body.aggregate.id
  }

  act(id: number | string, body: unknown, version?: string): Promise<Got> {
    return this.send('POST', `/os-aggregates/${id}/action`, body, version)
  }

  setMetadata(id: number | string, metadata: unknown): Promise<Got> {
    return this.act(id, { set_metadata: { metadata } })
  }

  addHost(id: number | string, host: string): Promise<Got> {
    return this.act(id, { add_host: { host } })
  }

  removeHost(id: number | string, host: string): Promise<Got> {
    return this.act(id, { remove_host: { host } })
  }
}

/** A refusal of compute: status, root key of the body, message. */
export function expectFault(got: Got, status: number, message: string): void {
  const root = {
    400: 'badRequest',
    403: 'forbidden',
    404: 'itemNotFound',
    409: 'conflictingRequest',
    410: 'computeFault',
    501: 'notImplemented',
  }[status]!
  expect({ status: got.status, body: got.body }).toEqual({
    status,
    body: { [root]: { code: status, message } },
  })
}

/** Puts servers on a host, as many as there are names. Returns their ids. */
export async function occupy(
  cloud: Cloud,
  host: string,
  names: readonly string[],
): Promise<string[]> {
  const owner = await cloud.demo()
  const ids = []
  for (const name of names) ids.push(await serverRow(cloud, owner, { name, host, node: host }))
  return ids
}
