import type { Reporter, SerializedError, TestModule } from 'vitest/node'

export interface Outcome {
  passed: number
  failed: number
  skipped: number
}

/** Counts tests. What went wrong outside of any test fails the run as well, so it counts too. */
export function outcomeOf(modules: readonly TestModule[], unhandled: readonly unknown[]): Outcome {
  const outcome = { passed: 0, failed: unhandled.length, skipped: 0 }
  for (const module of modules) {
    const before = outcome.failed
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') outcome.passed++
      else if (state === 'failed') outcome.failed++
      else outcome.skipped++
    }
    if (module.state() === 'failed' && outcome.failed === before) outcome.failed++
  }
  return outcome
}

/** `12 passed, 0 failed`, and how many were skipped, if any. */
export function outcomeLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

const SLOWEST = 10

/** The files that took longest, with how long that was, a line each. */
export function slowestFiles(modules: readonly TestModule[]): string {
  const took = modules.map((module) => {
    const { collectDuration, duration } = module.diagnostic()
    return { path: module.relativeModuleId, seconds: (collectDuration + duration) / 1000 }
  })
  return took
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map(({ path, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${path}\n`)
    .join('')
}

/** Says which files were slow, and how the run ended on a line that a program can read. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    process.stdout.write(`Slowest files\n${slowestFiles(modules)}\n`)
    process.stdout.write(`${outcomeLine(outcomeOf(modules, unhandled))}\n`)
  }
}
