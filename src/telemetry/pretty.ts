/** Log lines for people: `12:00:01.234 INFO  message  name=value`. */

interface Line {
  readonly level: string
  readonly time: string
  readonly msg?: string
  readonly err?: { readonly stack?: string }
}

/** @param line one line of JSON as pino writes it */
export function prettyLine(line: string): string {
  const { level, time, msg = '', err, ...fields } = JSON.parse(line) as Line
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const stack = err?.stack === undefined ? '' : `\n${err.stack}`
  const clock = time.slice(11, -1)
  return `${clock} ${level.toUpperCase().padEnd(5)} ${msg} ${rest.join('')}${stack}\n`
}
