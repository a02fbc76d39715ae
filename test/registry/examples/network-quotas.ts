import type { Example, Examples, World } from '../world.ts'

/** The project of the owner. */
const own = ({ owner }: World): Example => ({ params: { project_id: owner.projectId } })

const LIMITS = { body: { quota: { network: 1000, port: 1000 } } }

export const networkQuotaExamples: Examples = {
  'quotas.list': () => ({}),
  'quotas.show': own,
  'quotas.show_default': own,
  'quotas.show_details': own,
  'quotas.update': (world) => ({ ...own(world), ...LIMITS }),
  async 'quotas.delete'(world) {
    const path = `/v2.0/quotas/${world.owner.projectId}`
    await world.call('network', 'PUT', path, LIMITS)
    return own(world)
  },
}
