/** Stored times have milliseconds and a zone; shown ones microseconds and none. */
export function shownTime(stored: string): string {
  return `${stored.slice(0, -1)}000`
}
