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
  /** This year's clients have no such command. */
  debians?: true
}

/** Begins a command in which `demo …` is signed in as the plain user of a new cloud. */
export const AS_DEMO =
  'demo() { (unset OS_USERNAME OS_PASSWORD OS_PROJECT_NAME OS_AUTH_URL; ' +
  'export OS_CLOUD=stackling-demo; "$@"); }; '
