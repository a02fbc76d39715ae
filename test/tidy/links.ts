/** Relative links of the Markdown pages: the file must be there, and the heading too. */
import { FILES, text } from './tree.ts'

export function deadLinks(): string[] {
  return FILES.filter((path) => path.endsWith('.md')).flatMap((path) =>
    linksIn(text(path)).flatMap((link) => problemWith(path, link)),
  )
}

function linksIn(page: string): string[] {
  const prose = page.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map((match) => match[1]!)
}

function problemWith(from: string, link: string): string[] {
  if (/^[a-z][a-z+.-]*:/i.test(link)) return []
  const [page, anchor] = decodeURI(link).split('#')
  const target = page === '' ? from : new URL(page!, `file:///${from}`).pathname.slice(1)
  const isFolder = FILES.some((file) => file.startsWith(`${target.replace(/\/$/, '')}/`))
  if (!isFolder && !FILES.includes(target)) {
    return [`${from} links to ${link}, which is not there. Mend the link or write the page.`]
  }
  if (anchor === undefined || anchor === '' || !target.endsWith('.md')) return []
  if (anchorsOf(text(target)).has(anchor)) return []
  return [`${from} links to ${link}, but ${target} has no such heading.`]
}

/** As GitHub makes them: lower case, punctuation dropped, blanks to hyphens. */
function anchorsOf(page: string): Set<string> {
  const prose = page.replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
  const headings = [...prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => match[1]!)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  )
}
