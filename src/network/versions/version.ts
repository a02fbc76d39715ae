import type { Mount } from '../../kernel/service.ts'

/** There are no microversions: what there is beside the core, extensions say. */
export const V2: Mount = { id: 'v2.0', prefix: '/v2.0', min: 0, max: 0, projectInPath: 'never' }

/** @param base where the client reached the service, without a trailing slash */
export function versionList(base: string) {
  return {
    versions: [
      { id: V2.id, status: 'CURRENT', links: [{ rel: 'self', href: `${base}${V2.prefix}/` }] },
    ],
  }
}

/** What is no extension (neutron/pecan_wsgi/controllers/root.py, startup.py). */
const CORE = ['network', 'subnet', 'subnetpool', 'port']

/** What the path of the version lists. Arguments as above. */
export function resourceList(base: string) {
  return {
    resources: CORE.map((name) => {
      const collection = `${name}s`
      const href = `${base}${V2.prefix}/${collection}`
      return { name, collection, links: [{ rel: 'self', href }] }
    }),
  }
}
