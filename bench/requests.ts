/** The requests on volumes that are measured. */
import { dumps } from '../src/kernel/python.ts'
import { CONNECTIONS, type Effort } from './effort.ts'
import type { Load } from './load.ts'
import type { Cloud } from './process.ts'
import { volumeId } from './seed.ts'

/** Which of the stored volumes they are about. */
const VOLUME = 7

export function volumeUrl(cloud: Cloud): string {
  return `${cloud.url}/volume/v3/${cloud.projectId}/volumes/${volumeId(VOLUME)}`
}

/** Each sets another value, and so changes something: what is stored already is not written. */
const POSTED = Array.from({ length: 2 * CONNECTIONS }, (_, i) =>
  dumps({ metadata: { key1: `val${i}`, key2: 'val2' } }),
)

export function postMetadata(cloud: Cloud, { seconds }: Effort): Load {
  const load = getMetadata(cloud, { seconds })
  return { ...load, method: 'POST', body: POSTED[0]!, bodies: POSTED }
}

export function getMetadata(cloud: Cloud, effort: Pick<Effort, 'seconds'>): Load {
  return { ...getVolume(cloud, effort), url: `${volumeUrl(cloud)}/metadata` }
}

export function getVolume(cloud: Cloud, { seconds }: Pick<Effort, 'seconds'>): Load {
  return {
    url: volumeUrl(cloud),
    method: 'GET',
    headers: { 'X-Auth-Token': cloud.token },
    connections: CONNECTIONS,
    seconds,
  }
}
