/** Files that import each other, directly or by way of others; types count too. */
import { importsOf, SOURCES } from './tree.ts'

/** One sentence for each circle, which names every import in it. */
export function circles(): string[] {
  const graph = new Map(
    SOURCES.filter((path) => !path.endsWith('.test.ts')).map((path) => [
      path,
      [...new Set(importsOf(path).map(({ target }) => target))],
    ]),
  )
  const problems: string[] = []
  const finished = new Set<string>()
  const visit = (path: string, above: readonly string[]): void => {
    const start = above.indexOf(path)
    if (start >= 0) {
      problems.push(sentence([...above.slice(start), path]))
      return
    }
    if (finished.has(path)) return
    for (const target of graph.get(path) ?? []) visit(target, [...above, path])
    finished.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return problems
}

function sentence(circle: readonly string[]): string {
  const [first, ...others] = circle
  return (
    `${first} imports ${others.join(', which imports ')}. Break the circle: most often a type lies ` +
    'in the wrong file and wants one of its own, which both can import.'
  )
}
