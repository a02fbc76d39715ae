/** Audits are of whole months (`instance_usage_audit_period`). */
import { badRequest, type Fault } from '../../kernel/faults.ts'
import { timeIn } from '../times.ts'

/** @throws 400 */
export function auditTime(text: string): number {
  const time = timeIn(text, [' ', ' .'])
  if (time === undefined || new Date(time).getUTCFullYear() < 2) throw noTime(text)
  return time
}

function noTime(text: string): Fault {
  return badRequest(`Invalid timestamp for date ${text}`)
}

/**
 * The last month that was over before a time, as answers show it.
 * Source: nova/utils.py (last_completed_audit_period).
 */
export function auditPeriod(before: number): { readonly begin: string; readonly end: string } {
  const at = new Date(before)
  const months = at.getUTCFullYear() * 12 + at.getUTCMonth()
  const isStart = before === firstOf(months)
  const end = isStart ? months - 1 : months
  return { begin: shown(end - 1), end: shown(end) }
}

function firstOf(months: number): number {
  const date = new Date(0)
  return date.setUTCFullYear(Math.floor(months / 12), months % 12, 1)
}

function shown(months: number): string {
  return `${new Date(firstOf(months)).toISOString().slice(0, 10)} 00:00:00`
}
