/**
 * `/healthcheck` of a service, which load balancers ask for without a token. Only the process is
 * asked for; whether the database answers is said by `/readyz`.
 * Source: oslo.middleware healthcheck (process_request, _make_text_response, _make_json_response,
 * _make_html_response) with its one plugin that every api-paste.ini enables.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Answer } from './answer.ts'

const PATH = /^\/healthcheck(\/|$)/

const HTML = `<HTML>
<HEAD><TITLE>Healthcheck Status</TITLE></HEAD>
<BODY>

<H2>Result of 1 checks:</H2>
<TABLE bgcolor="#ffffff" border="1">
<TBODY>
<TR>

<TH>
Reason
</TH>
</TR>
<TR>

    <TD>OK</TD>

</TR>
</TBODY>
</TABLE>
<HR></HR>

</BODY>
</HTML>
`

/** By media type, the first being what is sent to whom it is all the same. */
const REPORTS: ReadonlyMap<string, string> = new Map([
  ['text/plain', 'OK'],
  ['application/json', JSON.stringify({ detailed: false, reasons: ['OK'] }, null, 4)],
  ['text/html', HTML],
])

/**
 * The answer where `path` (without the service's shared prefix) is that of the health check. The
 * report is of the first media type of `Accept` that there is one for.
 */
export function healthcheck(
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
): Answer | undefined {
  if (!PATH.test(path)) return undefined
  if (method === 'HEAD') return { status: 204, headers: {}, body: undefined }
  const accepted = (headers.accept ?? '').split(',').map((entry) => entry.split(';')[0]!.trim())
  const type = accepted.find((name) => REPORTS.has(name)) ?? 'text/plain'
  const charset = type === 'application/json' ? '' : '; charset=UTF-8'
  return { status: 200, headers: { 'Content-Type': type + charset }, body: REPORTS.get(type) }
}
