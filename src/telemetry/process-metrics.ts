/** Figures of the process itself. Imported when they are first asked for: watching costs a little. */
import { collectDefaultMetrics, Registry } from 'prom-client'

export function watchProcess(): Registry {
  const register = new Registry()
  collectDefaultMetrics({ register })
  return register
}
