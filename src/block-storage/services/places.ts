/**
 * The host or the cluster that a call is about. There are no clusters, so one that is named is never
 * found. Source: openstack/cinder cinder/api/common.py (get_cluster_host), cinder/volume/api.py
 * (_get_cluster_and_services_for_replication).
 */
import { badRequest } from '../../kernel/faults.ts'
import { invalidInput } from '../volumes/volume.ts'
import { isOnHost, VOLUME, type VolumeService } from './services.ts'

export interface PlaceAsked {
  readonly host?: string | null
  readonly cluster?: string | null
}

export type Place = { readonly host: string } | { readonly cluster: string }

/** @param clusters may a cluster be named? @throws 400 unless exactly one is named */
export function placeAsked({ host, cluster }: PlaceAsked, clusters: boolean): Place {
  if (!clusters) {
    if (host) return { host }
    throw invalidInput('Host field is missing.')
  }
  if (host && !cluster) return { host }
  if (cluster && !host) return { cluster }
  throw invalidInput('One and only one of cluster and host must be set.')
}

/** The one volume service of a place. @throws 400 */
export function backendAt(services: readonly VolumeService[], place: Place): VolumeService {
  if ('cluster' in place) throw badRequest(`No service found with cluster=${place.cluster}`)
  const found = services.filter(
    ({ binary, host }) => binary === VOLUME && isOnHost(host, place.host),
  )
  const [first, ...others] = found
  if (first === undefined) throw badRequest(`No service found with host=${place.host}`)
  if (others.length > 0) throw badRequest('Services from different clusters found.')
  return first
}
