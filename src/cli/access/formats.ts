/** Results for programs: JSON, the one value that matters, or lines for a shell to evaluate. */
import { UsageError, type Invocation } from '../command.ts'
import { quoted } from '../serve/openrc.ts'

export interface Result {
  /** Sentences for people. */
  readonly text: string
  readonly json: object
  /** The one thing that a script wants. */
  readonly value: string
  /** Variables to be exported; those that are undefined would be in the way. */
  readonly shell: Readonly<Record<string, string | undefined>>
}

const FORMATS = ['text', 'json', 'value', 'shell'] as const
type Format = (typeof FORMATS)[number]

/** @throws UsageError before anything is done */
export function formatIn({ options }: Pick<Invocation, 'options'>): Format {
  const asked = options.get('format') ?? 'text'
  const format = FORMATS.find((one) => one === asked)
  if (format !== undefined) return format
  throw new UsageError(`--format is one of ${FORMATS.join(', ')}, not "${asked}"`)
}

export function printed(format: Format, result: Result): string {
  switch (format) {
    case 'text':
    case 'value':
      return result[format]
    case 'json':
      return JSON.stringify(result.json, undefined, 2)
    case 'shell':
      return Object.entries(result.shell)
        .map(([name, value]) =>
          value === undefined ? `unset ${name}` : `export ${name}=${quoted(value)}`,
        )
        .join('\n')
  }
}
