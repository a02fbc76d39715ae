/** What the value of a setting may look like: how it is written, read and refused. */
import { resolve } from 'node:path'

/**
 * Flags and environment variables give text; a YAML file may also give numbers, booleans, lists
 * and maps.
 */
export interface Kind<T> {
  /** Stands for the value in help, e.g. `<port>`. */
  readonly placeholder: string
  /** Completes "it takes …" in the documentation and "must be …" in refusals. */
  readonly takes: string
  /**
   * @param base the directory that relative paths start from
   * @returns undefined where `raw` is not such a value
   */
  read(raw: unknown, base: string): T | undefined
}

export const text = (placeholder: string, takes: string): Kind<string> => ({
  placeholder: `<${placeholder}>`,
  takes,
  read: (raw) => (typeof raw === 'string' && raw !== '' ? raw : undefined),
})

/** A file or directory; relative to the working directory, or to the file that names it. */
export const path = (placeholder: 'directory' | 'file'): Kind<string> => ({
  placeholder: `<${placeholder}>`,
  takes: `the path of a ${placeholder}`,
  read: (raw, base) => (typeof raw === 'string' && raw !== '' ? resolve(base, raw) : undefined),
})

export const choice = <const C extends string>(...choices: readonly C[]): Kind<C> => ({
  placeholder: `<${choices.join('|')}>`,
  takes: `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`,
  read: (raw) => choices.find((candidate) => candidate === raw),
})

export const port: Kind<number> = {
  placeholder: '<port>',
  takes: 'a port number from 0 to 65535 (0 is any free port)',
  read(raw) {
    const number = wholeNumber(raw)
    return number !== undefined && number <= 65_535 ? number : undefined
  },
}

export function wholeNumber(raw: unknown): number | undefined {
  const digits = typeof raw === 'number' ? String(raw) : raw
  return typeof digits === 'string' && /^\d{1,9}$/.test(digits) ? Number(digits) : undefined
}

const SECONDS = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
])

/** In seconds. */
export const duration: Kind<number> = {
  placeholder: '<duration>',
  takes: 'a number of seconds, or one with a unit such as 30m, 12h or 7d',
  read(raw) {
    const written = typeof raw === 'number' ? String(raw) : raw
    const match = typeof written === 'string' && /^(\d{1,9})(s|m|h|d|)$/.exec(written)
    const seconds = match ? Number(match[1]) * SECONDS.get(match[2]!)! : 0
    return seconds > 0 && seconds <= 10 * 365 * 86_400 ? seconds : undefined
  },
}

/** A number that counts something, from `least` on. */
export const count = (least: number, most = Infinity): Kind<number> => ({
  placeholder: '<number>',
  takes: `a whole number, ${least} ${most === Infinity ? 'or more' : `to ${most}`}`,
  read(raw) {
    const number = wholeNumber(raw)
    return number !== undefined && number >= least && number <= most ? number : undefined
  },
})

export const flag: Kind<boolean> = {
  placeholder: '<on|off>',
  takes: 'on or off',
  read: (raw) => (ON.has(raw) ? true : OFF.has(raw) ? false : undefined),
}

export const pattern: Kind<string> = {
  placeholder: '<regex>',
  takes: 'a regular expression',
  read(raw) {
    if (typeof raw !== 'string' || raw === '') return undefined
    try {
      return new RegExp(raw, 'u').source && raw
    } catch {
      return undefined
    }
  },
}

export const url: Kind<string> = {
  placeholder: '<url>',
  takes: 'an http:// or https:// address without a query, such as https://cloud.example.com',
  read(raw) {
    if (typeof raw !== 'string' || !URL.canParse(raw)) return undefined
    const { protocol, search, hash, username } = new URL(raw)
    const plain = search === '' && hash === '' && username === ''
    return plain && /^https?:$/.test(protocol) ? raw.replace(/\/+$/, '') : undefined
  },
}

/** `a,b` or a list. An empty text is an empty list. */
export const list = (
  placeholder: string,
  takes: string,
  item: RegExp,
): Kind<readonly string[]> => ({
  placeholder: `<${placeholder}>`,
  takes,
  read: (raw) => items(raw, item),
})

export function items(raw: unknown, item: RegExp): readonly string[] | undefined {
  const parts: unknown = typeof raw === 'string' ? split(raw) : raw
  if (!Array.isArray(parts)) return undefined
  const texts = parts.filter((part): part is string => typeof part === 'string' && item.test(part))
  const unique = new Set(texts)
  return unique.size === parts.length ? texts : undefined
}

function split(joined: string): string[] {
  return joined
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Ports that something may have; none may be port 0. */
export const ports: Kind<readonly number[]> = {
  placeholder: '<ports>',
  takes: 'port numbers, separated by commas',
  read(raw) {
    const parts: unknown = typeof raw === 'string' ? split(raw) : raw
    if (!Array.isArray(parts)) return undefined
    const numbers = parts.map(wholeNumber)
    const areValid = numbers.every(
      (number) => number !== undefined && number > 0 && number < 65_536,
    )
    return areValid ? (numbers as number[]) : undefined
  },
}

/** `a=1,b=2`, or a map of texts in YAML. */
export const map = (
  placeholder: string,
  takes: string,
): Kind<Readonly<Record<string, string>>> => ({
  placeholder: `<${placeholder}>`,
  takes,
  read(raw) {
    const entries =
      typeof raw === 'string'
        ? split(raw).map((part) => /^([^=]+)=(.*)$/.exec(part)?.slice(1) ?? [''])
        : Object.entries(raw instanceof Object ? raw : { '': raw })
    const areTexts = entries.every(([name, value]) => name !== '' && typeof value === 'string')
    return areTexts ? (Object.fromEntries(entries) as Record<string, string>) : undefined
  },
})

export const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/
const ON = new Set<unknown>([true, 'true', 'yes', 'on', '1'])
const OFF = new Set<unknown>([false, 'false', 'no', 'off', '0'])

/**
 * Things of which each is on unless switched off: `volumev2=off`, or a map in YAML.
 * @returns the names that are on
 */
export const switches = (names: readonly string[]): Kind<readonly string[]> => ({
  placeholder: '<name=on|off>',
  takes: `on or off for any of ${names.join(', ')}: volumev2=off`,
  read(raw) {
    const entries: [string, unknown][] =
      typeof raw === 'string'
        ? split(raw).map((part) => {
            const [name, state] = part.split('=', 2)
            return [name!.trim(), state?.trim()]
          })
        : Object.entries(raw instanceof Object ? raw : { '': raw })
    const states = new Map(entries)
    for (const [name, state] of states) {
      if (!names.includes(name) || (!ON.has(state) && !OFF.has(state))) return undefined
    }
    return names.filter((name) => !OFF.has(states.get(name)))
  },
})
