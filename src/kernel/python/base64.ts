/**
 * Python's `base64.b64decode`: other ASCII characters are skipped, the padding must be right. What is
 * beyond ASCII it refuses, as it does here. Undefined where it refuses.
 */
export function b64decode(text: string): Buffer | undefined {
  if (!/^[\0-\x7f]*$/.test(text)) return undefined
  let kept = ''
  let pads = 0
  for (const character of text) {
    if (character === '=') {
      const quad = kept.length % 4
      if (quad < 2) continue
      pads += 1
      if (quad + pads >= 4) return Buffer.from(kept, 'base64')
    } else if (/[A-Za-z0-9+/]/.test(character)) {
      pads = 0
      kept += character
    }
  }
  return kept.length % 4 === 0 ? Buffer.from(kept, 'base64') : undefined
}
