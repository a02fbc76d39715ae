/** What an operation answers, before the dialect turns it into bytes. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Undefined is an empty body. */
  readonly body: unknown
}
