/** An audit record of what somebody did to the data from the command line, where no token is asked for. */
import { isoMicros, type ProcessClock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/ids.ts'

export interface Deed {
  /** As it was typed, without options: `user create`. */
  readonly command: string
  readonly action: 'authenticate' | 'create' | 'update'
  /** CADF's name for the kind of thing that it was done to. */
  readonly target: string
}

export interface Doer {
  /** The user of the operating system. */
  readonly uid: number
  readonly name: string
  readonly machine: string
}

/** @param done the id of what it was done to, or why it was not done */
export function commandRecord(
  { command, action, target }: Deed,
  { uid, name, machine }: Doer,
  done: { readonly id: string } | { readonly refused: string },
  { clock, ids }: { clock: Pick<ProcessClock, 'now'>; ids: Pick<Ids, 'uuid'> },
): string {
  const refused = 'refused' in done
  const event = {
    typeURI: 'http://schemas.dmtf.org/cloud/audit/1.0/event',
    eventType: 'activity',
    id: ids.uuid(),
    eventTime: `${isoMicros(clock.now())}+0000`,
    action,
    outcome: refused ? 'failure' : 'success',
    ...(refused && { reason: { reasonType: 'command', reasonCode: done.refused } }),
    initiator: {
      typeURI: 'data/security/account/admin',
      id: `uid:${uid}`,
      username: name,
      host: { address: machine, agent: `stackling ${command}` },
    },
    target: { typeURI: target, id: refused ? 'unknown' : done.id },
    observer: { typeURI: 'service/security', id: 'keystone', name: 'identity' },
  }
  return `${JSON.stringify(event)}\n`
}
