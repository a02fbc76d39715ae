/** The answer that sends a client to another address for good, as Werkzeug writes it. */
import type { Answer } from './answer.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
}

/** @param url absolute, and percent-encoded as far as it has to be */
export function permanentRedirection(url: string): Answer {
  const shown = url.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)
  return {
    status: 308,
    headers: { 'Content-Type': 'text/html; charset=utf-8', Location: url },
    body: `<!doctype html>
<html lang=en>
<title>Redirecting...</title>
<h1>Redirecting...</h1>
<p>You should be redirected automatically to the target URL: <a href="${shown}">${shown}</a>. If not, click the link.
`,
  }
}

/** The same for this time, as the library Routes does it, which Glance finds its way by. */
export function redirection(url: string): Answer {
  const headers = { 'Content-Type': 'text/plain; charset=utf8', Location: url }
  return { status: 302, headers, body: undefined }
}
