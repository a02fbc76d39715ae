import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Real clients, in a run of their own: `npm run test:clients`.
    exclude: ['test/clients/**', 'node_modules/**'],
    globalSetup: ['test/support/postgres.ts'],
    reporters: ['default', './test/support/plain-reporter.ts'],
  },
})
