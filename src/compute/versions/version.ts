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
  readonly status: 'DEPRECATED' | 'CURRENT'
  readonly updated: string
  readonly mediaTypeVersion: string
}

const LEGACY: Release = {
  mount: V2_0,
  status: 'DEPRECATED',
  updated: '2025-07-04T12:00:00Z',
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
    links: [selfLink(mount, base)],
  }
}

function selfLink({ prefix }: Mount, base: string) {
  return { rel: 'self', href: `${base}${prefix}/` }
}

/** All versions: what stands at the root of the service. */
export function versionList(base: string) {
  return { versions: RELEASES.map((release) => entry(release, base)) }
}

/**
 * One version: what stands at its prefix, and under `/versions/{id}` of either prefix. The link is
 * to the prefix that was asked, even where the document is of the other version.
 * @param id of the version; under `/v2` whatever it is
 * @returns undefined where there is no such version
 */
export function versionDocument(mountId: string, base: string, id = mountId) {
  const asked = RELEASES.find((release) => release.mount.id === mountId)!
  const release = asked === LEGACY ? LEGACY : RELEASES.find((one) => one.mount.id === id)
  if (release === undefined) return undefined
  const documentation = {
    rel: 'describedby',
    type: 'text/html',
    href: 'http://docs.openstack.org/',
  }
  const links = [selfLink(asked.mount, base), documentation]
  return { version: { ...entry(release, base), links, 'media-types': mediaTypes(release) } }
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
