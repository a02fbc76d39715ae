/** The page that hands a token to a dashboard (etc/sso_callback_template.html of Keystone). */
import { createHash } from 'node:crypto'

const SCRIPT = "document.forms['sso'].submit()"
const SCRIPT_HASH = createHash('sha256').update(SCRIPT).digest('base64')

export const FORM_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
}

/** Nothing on the page runs but its own script, and nobody frames it. */
export function formTo(origin: string, token: string): { html: string; policy: string } {
  const html = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Signing in</title>
  </head>
  <body>
    <form id="sso" name="sso" action="${escaped(origin)}" method="post">
      Please wait...
      <br>
      <input type="hidden" name="token" id="token" value="${escaped(token)}">
      <noscript>
        <input type="submit" name="submit_no_javascript" id="submit_no_javascript"
          value="If your JavaScript is disabled, please click to continue">
      </noscript>
    </form>
    <script>${SCRIPT}</script>
  </body>
</html>
`
  const policy = `default-src 'none'; script-src 'sha256-${SCRIPT_HASH}'; frame-ancestors 'none'; base-uri 'none'`
  return { html, policy }
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES.get(character)!)
}
