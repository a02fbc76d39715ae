import type { IncomingHttpHeaders } from 'node:http'
import type { Mount } from '../../kernel/service.ts'

/** There are no microversions: the minor versions only tell which calls there are. */
export const V2: Mount = { id: 'v2', prefix: '/v2', min: 0, max: 0, projectInPath: 'never' }

/** Versions of the Image API, newest first (glance/api/versions.py). 2.14 and below 2.0 never were. */
const VERSIONS = [17, 16, 15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]

/** That of the calls about the cache, which are of no use without one. */
const CACHE_VERSION = 16

/** @param base where the client reached the service, without a trailing slash */
export function versionList(base: string, hasCache: boolean) {
  return {
    versions: VERSIONS.filter((minor) => hasCache || minor !== CACHE_VERSION).map((minor, i) => ({
      id: `v2.${minor}`,
      status: i === 0 ? 'CURRENT' : 'SUPPORTED',
      links: [{ rel: 'self', href: `${base}/v2/` }],
    })),
  }
}

const BY_PATH = /^\/v2\.(\d+)(?=\/|$)/
const BY_TYPE = /^application\/vnd\.openstack\.images-v2(?:\.(\d+))?$/

/**
 * The path below `/v2`: every minor version answers alike, and `Accept` may name it instead.
 * Source: glance/api/middleware/version_negotiation.py.
 */
export function meantBy(path: string, { accept = '' }: IncomingHttpHeaders): string {
  const asked = BY_TYPE.exec(accept)
  if (asked !== null && isKnown(asked[1]) && path !== '/versions') return `/v2${path}`
  return isKnown(BY_PATH.exec(path)?.[1] ?? 'none') ? path.replace(BY_PATH, '/v2') : path
}

function isKnown(minor: string | undefined): boolean {
  return minor === undefined || VERSIONS.includes(Number(minor))
}
