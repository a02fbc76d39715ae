import type { Example, Examples, World } from '../world.ts'

/** The project of the owner. */
const own = ({ owner }: World): Example => ({ params: { project_id: owner.projectId } })

const LIMITS = { body: { quota: { network: 1000, port: 1000 } } }

export const networkQuotaExamples: Examples = {
  'quotas.list': () => ({}),
  'quotas.show': own,
  'quotas.show_default': own,
  'quotas.show_details': own,
  'quotas.update': () => ({ params: { project_id: 'another' }, ...LIMITS }),
  async 'quotas.delete'(world) {
    await world.call('network', 'PUT', '/v2.0/quotas/another', LIMITS)
    return { params: { project_id: 'another' } }
  },
}
