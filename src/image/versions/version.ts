/** Versions of the Image API, newest first (glance/api/versions.py). 2.14 and below 2.0 never were. */
const VERSIONS = [17, 16, 15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]

/** @param base where the client reached the service, without a trailing slash */
export function versionList(base: string) {
  return {
    versions: VERSIONS.map((minor, i) => ({
      id: `v2.${minor}`,
      status: i === 0 ? 'CURRENT' : 'SUPPORTED',
      links: [{ rel: 'self', href: `${base}/v2/` }],
    })),
  }
}
