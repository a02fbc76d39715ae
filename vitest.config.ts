import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** What every test file needs, whichever project it belongs to. */
const common = {
  setupFiles: ['test/support/note-test-file.ts'],
  // The first test that needs PostgreSQL waits for it to start, on a busy machine for long.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // As long as `eventually` waits for what must come true on a busy machine.
  expect: { poll: { timeout: 20_000 } },
  // A worker imports the program once and then runs one file after the other: what a file changes
  // in its process (a mock, a listener, a timer), it must put back.
  isolate: false,
}

export default defineConfig({
  test: {
    // The default leaves one processor to whoever watches, which is half of two.
    maxWorkers: availableParallelism(),
    globalSetup: ['test/support/driven-setup.ts', 'test/support/postgres.ts'],
    reporters: ['default', './test/support/plain-reporter.ts'],
    projects: [
      {
        test: {
          ...common,
          name: 'suite',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          // Real clients have a run of their own: `npm run test:clients`.
          exclude: ['test/clients/**', 'test/after/**', 'node_modules/**'],
          // Not 0: a machine with one worker runs that group last.
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Judges what the suite has driven, so it runs when that is over.
        test: {
          ...common,
          name: 'after',
          include: ['test/after/**/*.test.ts'],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
