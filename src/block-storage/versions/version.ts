/**
 * The documents by which clients find out what block storage speaks.
 * Source: openstack/cinder cinder/api/versions.py; of v2 the last series that had it, wallaby.
 */
import { versionText } from '../../kernel/microversion.ts'
import type { Mount } from '../../kernel/service.ts'
import { MV } from '../microversions.ts'

export const V3: Mount = {
  id: 'v3.0',
  prefix: '/v3',
  min: MV.BASE,
  max: MV.LATEST,
  projectInPath: 'optional',
}

/** What v3 was before microversions. */
export const V2: Mount = {
  id: 'v2.0',
  prefix: '/v2',
  min: MV.BASE,
  max: MV.BASE,
  projectInPath: 'optional',
}

interface Release {
  readonly mount: Mount
  readonly status: 'CURRENT' | 'DEPRECATED'
  readonly updated: string
  readonly mediaTypeVersion: string
}

const RELEASES: readonly Release[] = [
  {
    mount: V2,
    status: 'DEPRECATED',
    updated: '2017-02-25T12:00:00Z',
    mediaTypeVersion: '2',
  },
  {
    mount: V3,
    status: 'CURRENT',
    updated: '2023-08-31T00:00:00Z',
    mediaTypeVersion: '3',
  },
]

/** @param base where the client reached the service, without a trailing slash */
function entry({ mount, status, updated, mediaTypeVersion }: Release, base: string) {
  const { id, prefix, min, max } = mount
  return {
    id,
    status,
    // A version without microversions says nothing here.
    version: min === max ? '' : versionText(max),
    min_version: min === max ? '' : versionText(min),
    updated,
    links: [
      { rel: 'describedby', type: 'text/html', href: 'https://docs.openstack.org/' },
      { rel: 'self', href: `${base}${prefix}/` },
    ],
    'media-types': [
      {
        base: 'application/json',
        type: `application/vnd.openstack.volume+json;version=${mediaTypeVersion}`,
      },
    ],
  }
}

/** All versions: what stands at the root of the service. */
export function versionList(base: string) {
  return { versions: RELEASES.map((release) => entry(release, base)) }
}

/** One version, as a list all the same: what stands at its prefix. */
export function versionDocument(mountId: string, base: string) {
  const own = RELEASES.filter(({ mount }) => mount.id === mountId)
  return { versions: own.map((release) => entry(release, base)) }
}
