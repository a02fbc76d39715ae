import type { IncomingHttpHeaders } from 'node:http'
import type { Mount } from '../../kernel/service.ts'

/** There are no microversions: the minor versions only tell which calls there are. */
export const V2: Mount = { id: 'v2', prefix: '/v2', min: 0, max: 0, projectInPath: 'never' }

const UP_TO_13 = [13, 12, 11, 10, 9, 8]
const UP_TO_7 = [7, 6, 5, 4, 3, 2, 1, 0]

/** Minor versions of the Image API in the order of the real list (glance/api/versions.py). */
const WITH_CACHE = [18, 17, 16, 15, 14, ...UP_TO_13, ...UP_TO_7]
/** Those of the calls about the cache are of no use without one. */
const WITHOUT_CACHE = [15, ...UP_TO_13, 17, ...UP_TO_7]

/** @param base where the client reached the service, without a trailing slash */
export function versionList(base: string, hasCache: boolean) {
  const minors = hasCache ? WITH_CACHE : WITHOUT_CACHE
  const newest = Math.max(...minors)
  return {
    versions: minors.map((minor) => ({
      id: `v2.${minor}`,
      status: minor === newest ? 'CURRENT' : 'SUPPORTED',
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
  return minor === undefined || WITH_CACHE.includes(Number(minor))
}
