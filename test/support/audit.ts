/** A cloud whose audit records a test can read. */
import { expect } from 'vitest'
import { logRequests } from '../../src/cli/serve/request-log.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { auditTrail } from '../../src/telemetry/audit.ts'
import { startCloud, type Cloud, type CloudOptions, type Persona } from './cloud.ts'
import { Keystone } from './identity.ts'
import { ManualProcessClock } from './manual-clock.ts'

export interface Audited {
  readonly cloud: Cloud
  readonly keystone: Keystone
  readonly demo: Persona
  /** What went into the file, and the fields of what went into the log. */
  readonly events: any[]
  readonly logged: object[]
  /** The one record there is. */
  only(): any
  forget(): void
}

/** Records are of 2026-11-23, 07:00:00.005. */
export async function startAudited(options: CloudOptions = {}): Promise<Audited> {
  const events: any[] = []
  const logged: object[] = []
  const clock = new ManualProcessClock(Date.UTC(2026, 10, 23, 7, 0, 0, 5))
  const log = { line: (text: string) => void logged.push(JSON.parse(text)) }
  const keep = auditTrail({
    clock,
    ids: systemIds,
    write: (line) => void events.push(JSON.parse(line)),
  })
  const tell = logRequests({ log, level: 'info', clock })!
  const cloud = await startCloud({ ...options, onAnswer: (record) => tell(record, keep(record)) })
  return {
    ...{ cloud, events, logged },
    keystone: await Keystone.of(cloud),
    demo: await cloud.demo(),
    only() {
      expect(events).toHaveLength(1)
      return events[0]
    },
    forget() {
      events.length = 0
      logged.length = 0
    },
  }
}
