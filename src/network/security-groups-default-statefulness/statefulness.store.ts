/** Rows of settings. */
import type { Tx } from '../../storage/database.ts'
import { lockName } from '../../storage/locks.ts'
import { Rows } from '../rows/rows.store.ts'
import { STATEFULNESS } from './statefulness.table.ts'

interface Hidden {
  /** The project, or nothing for all: each once. */
  readonly scope: string
  readonly revision_number: number
  readonly updated_at: string
}

type Attributes = NonNullable<(typeof STATEFULNESS)['declared']>

export const settingRows = new Rows<Attributes, never, Hidden>(STATEFULNESS, {
  table: 'security_group_statefulness',
  elsewhere: [],
  hidden: { scope: 'text', revision_number: 'integer', updated_at: 'text' },
})

export type Setting = NonNullable<Awaited<ReturnType<typeof settingRows.find>>>

/** The setting for all projects without one of their own. */
const EVERYWHERE = ''

export function scopeOf(projectId: string | null): string {
  return projectId ?? EVERYWHERE
}

/** Who would set it for the same waits until the end of a unit that does. */
export async function lockScope(tx: Tx, scope: string): Promise<void> {
  await lockName(tx, `statefulness of security groups ${scope}`)
}

/** Whether a new group of a project is stateful where its maker does not say. */
export async function statefulUnlessTold(tx: Tx, projectId: string): Promise<boolean> {
  const settings = await settingRows.having(tx, 'scope', [projectId, EVERYWHERE])
  const setting = settings.find(({ scope }) => scope === projectId) ?? settings[0]
  return setting === undefined || setting.stateful
}
