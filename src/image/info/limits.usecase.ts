import type { Tx } from '../../storage/database.ts'
import type { ImageEnv } from '../operation.ts'
import { LIMITED, limitExceeded, overrunsOf, type Deltas, type Limited } from './limits.ts'
import { lockUsage, usageOf } from './usage.store.ts'

/**
 * Refuses what would take a project over its limits, where limits are in force:
 *
 * | call | before anything else | after the image has its new status |
 * | --- | --- | --- |
 * | create | `{ image_count_total: 1 }` | |
 * | upload | `{ image_size_total: mebibytes(length) }` | `{ image_count_uploading: 0 }` |
 * | stage | `{ image_stage_total: mebibytes(length) }` | `{ image_count_uploading: 0 }` |
 * | import | `{ image_size_total: 0 }` | staged: `{ image_size_total: mebibytes(size) }`; else `{ image_stage_total: mebibytes(size) }`, then `{ image_count_uploading: 0 }` |
 *
 * Until the transaction ends, nobody else of the project gets an answer here. So what it lets
 * through counts for the next one, provided that it is written in the same transaction: the image
 * with its new status and, of an upload, `expected_size`.
 * @param projectId whose request it is, whoever owns the image
 * @throws Fault 413
 */
export async function enforceLimits(
  tx: Tx,
  env: Pick<ImageEnv, 'options' | 'facades'>,
  projectId: string | undefined,
  deltas: Deltas,
): Promise<void> {
  if (!env.options.useLimits) return
  await lockUsage(tx, projectId)
  const limits = await limitsOf(tx, env, projectId)
  const overruns = overrunsOf(deltas, await usageOf(tx, projectId, true), limits)
  if (overruns.length > 0) throw limitExceeded(projectId, overruns)
}

/** Of each resource that is limited, how much there is and may be; none where no limits are. */
export async function usageAndLimits(
  tx: Tx,
  env: Pick<ImageEnv, 'options' | 'facades'>,
  projectId: string | undefined,
): Promise<Partial<Record<Limited, { usage: number; limit: number }>>> {
  if (!env.options.useLimits) return {}
  const usage = await usageOf(tx, projectId, false)
  const limits = await limitsOf(tx, env, projectId)
  const entries = LIMITED.map((name) => [
    name,
    { usage: usage[name], limit: limits.get(name) ?? 0 },
  ])
  return Object.fromEntries(entries)
}

function limitsOf(
  tx: Tx,
  { facades }: Pick<ImageEnv, 'facades'>,
  projectId: string | undefined,
): Promise<ReadonlyMap<string, number>> {
  return facades.identity.limitsInForce(tx, 'image', projectId ?? '')
}
