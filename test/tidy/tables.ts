/** Whose tables a query names. */
import { SERVICES, serviceOf } from './layers.ts'
import { places, SOURCES, text, withoutComments } from './tree.ts'

/** The tables that a service declares in its `storage/`. */
export function tablesOf(service: string): string[] {
  return SOURCES.filter((path) => path.startsWith(`src/${service}/storage/`)).flatMap((path) =>
    [
      ...withoutComments(text(path)).matchAll(/interface \w+Tables\b[^{]*\{\n([\s\S]*?)\n\}/g),
    ].flatMap(([, body]) => [...body!.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name!)),
  )
}

/** Queries of one service, by Kysely or in SQL, that name a table of another. */
export function foreignTables(): string[] {
  return SERVICES.flatMap((owner) => {
    const tables = tablesOf(owner)
    if (tables.length === 0) return []
    const named = `(?:${tables.join('|')})\\b`
    const use = new RegExp(
      `(?:From|Into|Table|[jJ]oin)\\(\\s*\\[?\\s*['"\`]${named}|\\btable:\\s*'${named}|\\b(?:from|into|update|join)\\s+${named}`,
    )
    return SOURCES.filter((path) => !path.endsWith('.test.ts') && serviceOf(path) !== owner)
      .filter((path) => path.startsWith('src/'))
      .flatMap((path) =>
        places(path, withoutComments(text(path)), use).map(
          (place) =>
            `${place} — that table is ${owner}'s: ask its facade, in the same transaction.`,
        ),
      )
  })
}
