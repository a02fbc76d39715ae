/** One command of a real client, and what must come of it. */
export interface Case {
  name: string
  /** Run by bash, signed in as the administrator. */
  run: string
  /** The command has to fail. */
  fails?: boolean
  /** What its output has to hold (of a failing command, its errors too). */
  shows?: readonly (string | RegExp)[]
  hides?: readonly string[]
  /** Debian's clients are older than what it runs. */
  thisYears?: true
}
