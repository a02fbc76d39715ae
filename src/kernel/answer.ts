/** What an operation answers, before the dialect turns it into bytes. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Undefined is an empty body; a `ByteStream` is sent as it comes. */
  readonly body: unknown
}
