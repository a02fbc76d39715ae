/**
 * Random sequences of what users and administrators do to volumes, snapshots, backups and transfers,
 * on both databases: after each request every status, list and quota is as in a model of the real
 * service that was written independently.
 */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { startCloud } from '../support/cloud.ts'
import { SHARED_BACKENDS } from '../support/databases.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { SEQUENCES } from './commands.ts'
import { Model } from './model.ts'
import { prepare, RealCloud } from './real.ts'

/** How many sequences are tried. */
const RUNS = 10
/** Milliseconds, after which a shorter sequence that fails is looked for no longer. */
const PATIENCE = 40_000

describe.each(SHARED_BACKENDS)('on $name', (backend) => {
  test('whatever is done in whatever order, everything is as in the model', async () => {
    const clock = new ManualClock()
    await using cloud = await startCloud({ clock, database: await backend.url('cloud') })
    await prepare(cloud)
    await fc.assert(
      fc.asyncProperty(SEQUENCES, async (commands) => {
        const real = await RealCloud.forSequence(cloud, clock)
        await fc.asyncModelRun(() => ({ model: new Model(), real }), commands)
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: PATIENCE },
    )
  }, 120_000)
})
