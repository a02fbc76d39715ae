import { plain, type Examples } from '../world.ts'

export const usageExamples: Examples = {
  'usage.list': plain,
  'usage.show': (world) => ({ params: { tenant_id: world.owner.projectId } }),
  'usage_audits.list': plain,
  'usage_audits.show': () => ({ params: { before_timestamp: '2026-01-02 10:00:00' } }),
}
