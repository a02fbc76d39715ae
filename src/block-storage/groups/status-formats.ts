import { defineFormat } from '../../kernel/formats.ts'
import { repr } from '../../kernel/python.ts'

interface Words {
  /** What the refusal begins with. */
  readonly exception: string
  readonly refusal: string
  readonly valid: string
  /** The states that the refusal names. */
  readonly named: readonly string[]
}

/**
 * The format of a state that an administrator writes, in whatever case.
 * Source: openstack/cinder cinder/api/validation/validators.py.
 */
export function defineGroupStatus(
  format: string,
  statuses: readonly string[],
  { exception, refusal, valid, named }: Words,
) {
  return defineFormat(format, (value) => {
    if (typeof value !== 'string') return true
    if (value.trim() === '') return `${exception}: The 'status' can not be empty.`
    if (statuses.includes(value.toLowerCase())) return true
    const list = `(${named.map((name) => repr(name)).join(', ')})`
    return `${exception}: ${refusal}: ${value} is invalid, ${valid}: ${list}.`
  })
}
