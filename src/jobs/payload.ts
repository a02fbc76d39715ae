import { validator } from '../kernel/validate.ts'
import type { JobKind } from './job.ts'

/** What is stored is nothing that the kind can read here: of a newer version, or damaged. */
export class UnreadablePayload extends Error {
  override name = 'UnreadablePayload'
}

/** @throws UnreadablePayload */
export function readPayload(kind: JobKind, version: number, text: string): unknown {
  if (version > kind.version) {
    throw new UnreadablePayload(
      `the payload has version ${version} and this program knows ${kind.version}`,
    )
  }
  let payload: unknown = JSON.parse(text)
  for (let from = version; from < kind.version; from++) {
    const upgrade = kind.upgrades?.[from]
    if (upgrade === undefined) throw new UnreadablePayload(`nothing upgrades version ${from}`)
    payload = upgrade(payload as never)
  }
  if (!validator(kind.payload)(payload)) throw new UnreadablePayload('the payload does not fit')
  return payload
}
