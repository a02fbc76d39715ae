import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Says how a run ended on a line that a program can read: `12 passed, 0 failed`. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0
    // What went wrong outside of any test fails the run as well, so it must show here.
    let failed = unhandled.length
    let skipped = 0
    for (const module of modules) {
      const before = failed
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        else if (state === 'failed') failed++
        else skipped++
      }
      if (module.state() === 'failed' && failed === before) failed++
    }
    const rest = skipped > 0 ? `, ${skipped} skipped` : ''
    process.stdout.write(`${passed} passed, ${failed} failed${rest}\n`)
  }
}
