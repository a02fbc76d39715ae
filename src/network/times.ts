/** Times as Neutron shows them: in whole seconds. */
import type { CloudClock } from '../kernel/clock.ts'

/** Now, as it is stored and shown: `2026-11-28T09:12:05Z`. */
export function secondsNow(clock: CloudClock): string {
  return `${clock.isoNow().slice(0, 19)}Z`
}
