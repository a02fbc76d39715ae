import type { NetworkCall } from '../operation.ts'
import { agentsOfType } from '../agents/agents.store.ts'
import { requireAmong, ZONED } from './availability-zones.ts'

/** An agent that serves what shall be there says that a zone is. @throws Fault 404 */
export async function requireZones(
  { tx }: Pick<NetworkCall, 'tx'>,
  resource: 'network' | 'router',
  hints: readonly string[],
): Promise<void> {
  if (hints.length === 0) return
  const [type] = [...ZONED].find(([, served]) => served === resource)!
  const agents = await agentsOfType(tx, type)
  requireAmong(
    agents.map((one) => one.availability_zone),
    hints,
  )
}
