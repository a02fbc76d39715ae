import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { AUTHENTICATED } from '../../kernel/operation.ts'
import { closed } from '../../kernel/view.ts'
import { MV } from '../microversions.ts'
import { operation } from '../operation.ts'
import { SHOW_USED_LIMITS } from '../quota-sets/policies.ts'
import { projectLimits } from '../quota-sets/limits.store.ts'
import { usageOf } from '../quota-sets/quota-sets.store.ts'
import { ALL_TYPES, amountKey, fallbackOf, limitOf } from '../quota-sets/quotas.ts'

/** Resource, its limit in the answer, and what is used of it. Source: cinder/api/views/limits.py. */
const LIMITS = [
  ['volumes', 'maxTotalVolumes', 'totalVolumesUsed'],
  ['snapshots', 'maxTotalSnapshots', 'totalSnapshotsUsed'],
  ['gigabytes', 'maxTotalVolumeGigabytes', 'totalGigabytesUsed'],
  ['backups', 'maxTotalBackups', 'totalBackupsUsed'],
  ['backup_gigabytes', 'maxTotalBackupGigabytes', 'totalBackupGigabytesUsed'],
] as const

/** The order in which the real service adds what is used. */
const USED = ['volumes', 'gigabytes', 'snapshots', 'backups', 'backup_gigabytes']

/**
 * From 3.39 on an administrator may ask for another project, by its old name too. Who has no
 * project is shown the limits of everybody.
 */
function projectAsked(ctx: RequestContext, other: string | undefined): string {
  const mayAsk = ctx.isAdmin && ctx.version >= MV.LIMITS_ADMIN_FILTER
  return mayAsk && other !== undefined ? other : (ctx.token.projectId ?? '')
}

const show = operation({
  id: 'limits.show',
  method: 'GET',
  path: '/limits',
  summary: "Show a project's limits and what it uses of them",
  policy: AUTHENTICATED,
  // Limits and usage are read one after the other, and are shown as one state.
  transaction: 'snapshot',
  query: T.Object({ project_id: T.Optional(T.String()), tenant_id: T.Optional(T.String()) }),
  response: {
    200: closed({
      limits: closed({
        rate: T.Array(T.Never()),
        absolute: closed({
          ...Object.fromEntries(LIMITS.map(([, limit]) => [limit, T.Integer()])),
          ...Object.fromEntries(LIMITS.map(([, , used]) => [used, T.Optional(T.Integer())])),
        }),
      }),
    }),
  },
  errors: [],
  async handle({ tx, ctx, query }) {
    const projectId = projectAsked(ctx, query.project_id ?? query.tenant_id)
    const limits = await projectLimits(tx, projectId)
    const absolute: [string, number][] = LIMITS.map(([resource, name]) => {
      const fallback = fallbackOf(resource, ALL_TYPES)
      return [name, limitOf({ resource, volumeTypeId: ALL_TYPES, fallback }, limits)]
    })
    if (ctx.allows(SHOW_USED_LIMITS)) {
      const usage = await usageOf(tx, projectId)
      const ordered = LIMITS.toSorted((a, b) => USED.indexOf(a[0]) - USED.indexOf(b[0]))
      for (const [resource, , name] of ordered) {
        absolute.push([name, usage.get(amountKey(resource, ALL_TYPES)) ?? 0])
      }
    }
    return { limits: { rate: [], absolute: Object.fromEntries(absolute) } }
  },
})

/** Rules that handlers ask about and no operation names. */
export const limitRules = [SHOW_USED_LIMITS]

export const limitOperations = [show]
