/**
 * Reads recorded cases: a curl command, an empty line, the raw answer. One file a case; INDEX.tsv
 * holds the order in which they ran.
 */
import { existsSync, readFileSync } from 'node:fs'

export type Header = readonly [name: string, value: string]

export interface Request {
  readonly method: string
  /** The port of the service in the recording: 5000, 8774, 8776 … */
  readonly port: number
  /** Path and query, byte for byte. */
  readonly path: string
  readonly headers: readonly Header[]
  readonly body: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: readonly Header[]
  readonly body: string
}

export interface Case {
  /** `<group>/<case>`, unique. */
  readonly id: string
  readonly group: string
  readonly request: Request
  readonly answer: Answer
}

/** The cases in the order in which they ran, without the groups named. */
export function readCases(folder: string, without: readonly string[]): Case[] {
  const [, ...rows] = readFileSync(`${folder}/INDEX.tsv`, 'utf8').trimEnd().split('\n')
  return rows
    .map((row) => row.split('\t'))
    .filter(([group]) => !without.includes(group!))
    .map(([group, name]) => ({ group: group!, id: `${group}/${name}` }))
    .filter(({ id }) => existsSync(`${folder}/${id}.txt`))
    .map(({ group, id }) => {
      const { request, answer } = parse(readFileSync(`${folder}/${id}.txt`, 'utf8'))
      return { id, group, request, answer }
    })
}

/** @throws Error where the text is not one curl command and one answer. */
export function parse(file: string): { request: Request; answer: Answer } {
  const text = file.replace(/^(#.*\n)+/, '')
  const end = text.indexOf('\n\nHTTP/1.1 ')
  if (!text.startsWith('$ curl ') || end < 0)
    throw new Error(`not a recorded case: ${text.slice(0, 80)}`)
  const answer = parseAnswer(text.slice(end + 2))
  return { request: parseCommand(text.slice('$ curl '.length, end), answer), answer }
}

function parseAnswer(text: string): Answer {
  const [head, ...rest] = text.split('\n\n')
  const [statusLine, ...lines] = head!.split('\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  // The recording ends every file with a line feed of its own.
  return {
    status: Number(statusLine!.split(' ')[1]),
    headers,
    body: rest.join('\n\n').replace(/\n$/, ''),
  }
}

/** curl's options, as far as the recordings use them: -i -I -X -H --data-binary. */
function parseCommand(command: string, answer: Answer): Request {
  const words = shellWords(command)
  let method: string | undefined
  let url: URL | undefined
  let path = ''
  let body: string | undefined
  const headers: Header[] = []
  let contentType: 'default' | 'given' | 'none' = 'default'
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '-i') continue
    if (word === '-I') method = 'HEAD'
    else if (word === '-X') method = words[++i]
    else if (word === '--data-binary') body = whole(words[++i]!, answer)
    else if (word === '-H') {
      const { name, value } = curlHeader(words[++i]!)
      if (name.toLowerCase() === 'content-type')
        contentType = value === undefined ? 'none' : 'given'
      if (value !== undefined) headers.push([name, value])
    } else {
      url = new URL(word)
      path = word.slice(word.indexOf('/', 'http://'.length))
    }
  }
  if (url === undefined || method === undefined) throw new Error(`cannot read: curl ${command}`)
  if (body !== undefined && contentType === 'default') {
    headers.push(['Content-Type', 'application/x-www-form-urlencoded'])
  }
  return { method, port: Number(url.port), path, headers, body }
}

/** `Name: value` sends it, `Name;` sends it empty, `Name:` keeps curl from sending it. */
function curlHeader(word: string): { name: string; value: string | undefined } {
  if (word.endsWith(';') && !word.includes(':')) return { name: word.slice(0, -1), value: '' }
  const colon = word.indexOf(':')
  const value = word.slice(colon + 1).replace(/^ /, '')
  return { name: word.slice(0, colon), value: value.trim() === '' ? undefined : value }
}

/** Words as a POSIX shell splits them: single quotes, backslashes, line continuations. */
export function shellWords(command: string): string[] {
  const words: string[] = []
  const part = /'([^']*)'|\\(\n?)([^\n]?)|(\s+)|([^\s'\\]+)/gy
  let word: string | undefined
  for (const [, quoted, newline, escaped, blank, plain] of command.matchAll(part)) {
    if (blank !== undefined || newline === '\n') {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    word = (word ?? '') + (quoted ?? escaped ?? plain ?? '')
  }
  return word === undefined ? words : [...words, word]
}

/**
 * Long bodies were cut in the recording, their length noted. An answer that repeats the body is
 * the body; else its last character is the filler that was cut.
 */
function whole(body: string, answer: Answer): string {
  const cut = /^([\s\S]*)\.\.\.\((\d+) bytes in all\)$/.exec(body)
  if (cut === null) return body
  const [, start, length] = cut
  if (answer.body.length === Number(length)) return answer.body
  return start!.padEnd(Number(length) - 4, start!.at(-1)) + '"}}}'
}
