import type { Cloud, Got, Persona } from './cloud.ts'

/** Sends a request to block storage as one user; paths begin after the project. */
export type VolumeApi = (
  method: string,
  path: string,
  body?: unknown,
  version?: string,
) => Promise<Got>

/** @param prefix of the mount, `/v3` unless told */
export function volumeApi(cloud: Cloud, persona: Persona, prefix = '/v3'): VolumeApi {
  return (method, path, body, version) =>
    cloud.request('block-storage', method, `${prefix}/${persona.projectId}${path}`, {
      token: persona.token,
      ...(body !== undefined && { body }),
      ...(version !== undefined && { version }),
    })
}

/** The status of an answer and what its fault says: `409 Volume Type t already exists.` */
export function refusal({ status, body }: Got): string {
  const [fault] = Object.values((body ?? {}) as Record<string, { message?: string }>)
  return `${status} ${fault?.message ?? ''}`
}
