/** What users do, in random order: each act knows what the model expects of it. */
import fc from 'fast-check'
import { drawn, type Act } from './act.ts'
import * as backupActs from './backup-acts.ts'
import * as groupActs from './group-acts.ts'
import type { Model } from './model.ts'
import type { RealCloud } from './real.ts'
import * as snapshotActs from './snapshot-acts.ts'
import * as transferActs from './transfer-acts.ts'
import * as volumeActs from './volume-acts.ts'

export type Command = fc.AsyncCommand<Model, RealCloud>

function command(name: string, act: Act): fc.Arbitrary<Command> {
  return drawn.map((values) => ({
    check: () => true,
    async run(model, real) {
      model.time += 1
      await act(model, real, values)
      await real.expectAs(model)
    },
    toString: () => `${name} ${JSON.stringify(values)}`,
  }))
}

const ACTS: Readonly<Record<string, Act>> = {
  ...volumeActs,
  ...snapshotActs,
  ...backupActs,
  ...transferActs,
  ...groupActs,
}

/** Making things comes more often than the rest: else there is nothing to do things to. */
const OFTEN = [
  ...['createVolume', 'createVolume', 'createVolume', 'createSnapshot', 'createSnapshot'],
  ...['backUpVolume', 'backUpVolume', 'backUpVolume', 'detachVolume', 'restoreInto'],
  ...['createGroup', 'createVolumeInGroup', 'createVolumeInGroup', 'createVolumeInGroup'],
  ...['createGroupSnapshot', 'createGroupSnapshot', 'revertVolume'],
]

/** Sequences of commands, long enough to fill the quotas. */
export const SEQUENCES: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(...[...Object.keys(ACTS), ...OFTEN].map((name) => command(name, ACTS[name]!))),
  { maxLength: 100, size: 'max' },
)
