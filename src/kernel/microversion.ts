/**
 * API versions and microversions. Inside the program a version is one integer, its ordinal
 * (`2.41` → 2041), so that comparing is arithmetic; text appears only in declarations and headers.
 */

export type Version = number

/** As Python's `int()` reads both parts. */
const LOOSE_SHAPE = /^0*(\d+)\.0*(\d{1,3})$/
const SHAPE = /^([1-9]\d*)\.([1-9]\d*|0)$/

/** `'2.41'` → 2041. Throws on anything that is not `major.minor`: a mistake in a declaration. */
export function version(text: string): Version {
  const match = SHAPE.exec(text)
  if (!match) throw new Error(`"${text}" is not an API version of the form major.minor`)
  return Number(match[1]) * 1000 + Number(match[2])
}

export function versionText(ordinal: Version): string {
  return `${Math.floor(ordinal / 1000)}.${ordinal % 1000}`
}

/** First and last version, both included; no last version means the newest there is. */
export interface VersionRange {
  readonly min: Version
  readonly max: Version
}

export const ALL_VERSIONS: VersionRange = { min: 0, max: Infinity }

export function range(min?: string, max?: string): VersionRange {
  return {
    min: min === undefined ? 0 : version(min),
    max: max === undefined ? Infinity : version(max),
  }
}

export function contains(bounds: VersionRange, asked: Version): boolean {
  return asked >= bounds.min && asked <= bounds.max
}

export function overlap(a: VersionRange, b: VersionRange): boolean {
  return a.min <= b.max && b.min <= a.max
}

export type Negotiated =
  | { readonly kind: 'version'; readonly version: Version }
  | { readonly kind: 'malformed'; readonly text: string }
  | { readonly kind: 'unsupported'; readonly text: string }
  | { readonly kind: 'other-service' }

/** How a service finds its own entry in `OpenStack-API-Version`, and in a header of its own. */
export interface Microversions {
  /** The type as it stands in answers, e.g. `compute`, `volume`. */
  readonly type: string
  /**
   * Which entry counts: the last whose service is the type, in any case (the microversion-parse
   * library: Nova, Placement), or the first that contains the type anywhere, heeding case
   * (cinder/api/openstack/wsgi.py, set_api_version_request).
   */
  readonly entry: 'last of type' | 'first containing type'
  /** The service's older header, lower case, and how it is spelled in answers. */
  readonly olderHeader?: { readonly request: string; readonly answer: string }
  /** How answers spell the header where not as everybody else. */
  readonly answerHeader?: string
  /**
   * Versions that are refused without being echoed, e.g. those of endpoints before microversions; or
   * all that are refused.
   */
  readonly notEchoed?: readonly string[] | 'any'
  /** Takes `1.05` for 1.5, and knows versions below 1.0 (the microversion-parse library). */
  readonly readsLoosely?: true
  /** A path that is not there is answered in the version that is asked for, too. */
  readonly beforePaths?: true
  /** The versions on offer at the service's root, where that negotiates too. */
  readonly atRoot?: VersionRange
}

/**
 * Reads what a client asks for in `OpenStack-API-Version: <type> <version>[, <type> <version>…]`
 * or in the service's older header of its own, which holds the bare version.
 * Rules: openstack/nova nova/api/openstack/wsgi.py (set_api_version_request) and those named at
 * `Microversions.entry`.
 */
export function negotiate(
  header: string | undefined,
  olderHeader: string | undefined,
  microversions: Pick<Microversions, 'type' | 'entry' | 'readsLoosely'>,
  supported: VersionRange,
): Negotiated {
  let asked = header === undefined ? undefined : entryIn(header, microversions)
  if (asked === undefined && olderHeader !== undefined) {
    asked = olderHeader.trim()
    // Nova reads an empty version after its name as none, and an empty header of its own as one.
    if (asked === '') return { kind: 'malformed', text: asked }
  }
  if (asked === undefined && header !== undefined) return { kind: 'other-service' }
  if (asked === undefined || asked === '') return { kind: 'version', version: supported.min }
  if (asked === 'latest') return { kind: 'version', version: supported.max }
  const read = microversions.readsLoosely ? LOOSE_SHAPE.exec(asked) : SHAPE.exec(asked)
  if (read === null) return { kind: 'malformed', text: asked }
  const ordinal = Number(read[1]) * 1000 + Number(read[2])
  return contains(supported, ordinal)
    ? { kind: 'version', version: ordinal }
    : { kind: 'unsupported', text: asked }
}

/** What follows the service's name in its entry; undefined where no entry is the service's. */
function entryIn(
  header: string,
  { type, entry }: Pick<Microversions, 'type' | 'entry'>,
): string | undefined {
  const entries = header.split(',')
  const own =
    entry === 'last of type'
      ? entries.findLast((text) => wordsOf(text)[0]?.toLowerCase() === type)
      : entries.find((text) => text.includes(type))
  return own === undefined ? undefined : wordsOf(own).slice(1).join(' ')
}

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/)
}
