/** The documents by which clients find out what compute speaks (nova/api/openstack/compute/views/versions.py). */
import { versionText } from '../../kernel/microversion.ts'
import type { Mount } from '../../kernel/service.ts'
import { MV } from '../microversions.ts'

export const V2_0: Mount = {
  id: 'v2.0',
  prefix: '/v2',
  min: MV.LEGACY,
  max: MV.LEGACY,
  projectInPath: 'optional',
  relaxed: true,
}

export const V2_1: Mount = {
  id: 'v2.1',
  prefix: '/v2.1',
  min: MV.MIN,
  max: MV.MAX,
  projectInPath: 'optional',
}

interface Release {
  readonly mount: Mount
  readonly status: 'SUPPORTED' | 'CURRENT'
  readonly updated: string
  readonly mediaTypeVersion: string
}

const LEGACY: Release = {
  mount: V2_0,
  status: 'SUPPORTED',
  updated: '2011-01-21T11:33:21Z',
  mediaTypeVersion: '2',
}

const CURRENT: Release = {
  mount: V2_1,
  status: 'CURRENT',
  updated: '2013-07-23T11:33:21Z',
  mediaTypeVersion: '2.1',
}

const RELEASES = [LEGACY, CURRENT]

function mediaTypes(release: Release) {
  const type = `application/vnd.openstack.compute+json;version=${release.mediaTypeVersion}`
  return [{ base: 'application/json', type }]
}

/** @param base where the client reached the service, without a trailing slash */
function entry({ mount, status, updated }: Release, base: string) {
  const { min, max } = mount
  return {
    id: mount.id,
    status,
    // A version without microversions says nothing here.
    version: min === max ? '' : versionText(max),
    min_version: min === max ? '' : versionText(min),
    updated,
    links: [{ rel: 'self', href: `${base}${mount.prefix}/` }] as object[],
  }
}

/** All versions: what stands at the root of the service. */
export function versionList(base: string) {
  return { versions: RELEASES.map((release) => entry(release, base)) }
}

/** One version: what stands at its prefix. */
export function versionDocument(mountId: string, base: string) {
  const release = mountId === V2_0.id ? LEGACY : CURRENT
  const version = entry(release, base)
  version.links.push({ rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' })
  return { version: { ...version, 'media-types': mediaTypes(release) } }
}

/** What to choose from, for a path that begins with no version. */
export function versionChoices(base: string, path: string) {
  return {
    choices: RELEASES.map((release) => ({
      id: release.mount.id,
      status: release.status,
      links: [{ rel: 'self', href: base + release.mount.prefix + path }],
      'media-types': mediaTypes(release),
    })),
  }
}
