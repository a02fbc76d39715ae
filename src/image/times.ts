/** Seconds, as Glance shows times: `2026-11-28T04:49:14Z` (glance/common/timeutils.py, isotime). */
export function shownTime(stored: string): string {
  return `${stored.slice(0, 19)}Z`
}
