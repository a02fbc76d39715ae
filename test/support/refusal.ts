import { Fault } from '../../src/kernel/faults.ts'

/** What is refused, as `409 TypeOfFault: its message`; an empty string where nothing is. */
export function refusal(act: () => unknown): string {
  try {
    act()
    return ''
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return `${error.status} ${error.type}: ${error.message}`
  }
}
