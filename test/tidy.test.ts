/**
 * Rules of the house that no compiler knows. Each failure says what to do. The rules themselves are
 * in test/tidy/.
 */
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mutated } from './mutations.ts'
import { circles } from './tidy/circles.ts'
import { layering, SERVICES } from './tidy/layers.ts'
import { deadLinks } from './tidy/links.ts'
import { outdatedMutations } from './tidy/mutations.ts'
import { foreignTables } from './tidy/tables.ts'
import { longFiles, longFunctions } from './tidy/sizes.ts'
import { CODE, FILES, importsOf, places, SOURCES, text, withoutComments } from './tidy/tree.ts'

/** Shows every problem at once: whoever broke one rule three times fixes it in one go. */
function none(problems: readonly string[]): void {
  expect(problems.length === 0 ? 'nothing to do' : `\n${problems.join('\n')}\n`).toBe(
    'nothing to do',
  )
}

const PROGRAM = SOURCES.filter((path) => !path.endsWith('.test.ts'))

describe('layers', () => {
  test('each import goes the way test/tidy/layers.ts allows', () => none(layering().problems))

  test('no exception outlives its need', () => {
    none(layering().unused.map((because) => `test/tidy/layers.ts: nothing needs "${because}".`))
  })

  test('no file imports itself by way of others, types included', () => none(circles()))

  test('every *.ops.ts is reached from the manifest of its service', () => {
    const reached = new Set<string>()
    const follow = (path: string): void => {
      if (reached.has(path) || !FILES.includes(path)) return
      reached.add(path)
      for (const { target } of importsOf(path)) follow(target)
    }
    for (const service of SERVICES) follow(`src/${service}/service.ts`)
    none(
      PROGRAM.filter((path) => path.endsWith('.ops.ts') && !reached.has(path)).map(
        (path) => `${path} is not reached: add its array to \`operations\` in service.ts.`,
      ),
    )
  })

  test('an *.ops.ts declares operations', () => {
    const declares = /\boperation\(|\bexport const \w*perations\b/
    none(
      PROGRAM.filter((path) => path.endsWith('.ops.ts') && !declares.test(text(path))).map(
        (path) =>
          `${path} declares no operation: call it *.usecase.ts where it combines rules, stores and ` +
          'a transaction, or put its rules into <resource>.ts.',
      ),
    )
  })

  test('a *.store.ts holds SQL, or says what an error of the database means', () => {
    const sql =
      /\.db\b|\btx\.(?:run|all|first)\(|\bsql`|\bstatement\(|\bnew Rows\b|\/storage\/(?:errors|lists\/page|families\/\w+)\.ts'/
    none(
      PROGRAM.filter((path) => path.endsWith('.store.ts') && !sql.test(text(path))).map(
        (path) =>
          `${path} holds no SQL: call it *.usecase.ts where it combines rules and stores, or put ` +
          'its rules into <resource>.ts.',
      ),
    )
  })

  test('black-box tests of clients do not import the source', () => {
    none(
      FILES.filter((path) => /^test\/clients\/.*\.(ts|mjs)$/.test(path)).flatMap((path) =>
        importsOf(path)
          .filter(({ target }) => target.startsWith('src/'))
          .map(({ target }) => `${path} imports ${target}; it must see only what a client sees.`),
      ),
    )
  })
})

describe('sizes', () => {
  test('a file has at most 300 lines', () => none(longFiles()))
  test('a function fits on a screen', () => none(longFunctions()))
})

describe('words and calls', () => {
  test('time and chance come from kernel/clock.ts and kernel/ids.ts only', () => {
    const banned =
      /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\brandomUUID\b|\bset(?:Timeout|Interval)\(/
    none(
      PROGRAM.filter((path) => !/^src\/kernel\/(clock|ids)\.ts$/.test(path)).flatMap((path) =>
        places(path, withoutComments(text(path)), banned).map(
          (place) =>
            `${place} — take it from \`env.clock\` or \`env.ids\`, so that a test owns it.`,
        ),
      ),
    )
  })

  test('only the kernel and the list dialects of services read the query string', () => {
    // Identity providers are sent forms, and OAuth 1.0 signs the query as it was sent.
    const may =
      /^src\/(kernel\/|[a-z-]+\/(metadefs\/)?lists\.ts$|identity\/(oidc-client\/|oauth1\/signature\.ts$))/
    none(
      PROGRAM.filter((path) => !may.test(path)).flatMap((path) =>
        places(path, withoutComments(text(path)), /\bURLSearchParams\b|\bsearchParams\b/).map(
          (place) =>
            `${place} — declare the parameters: \`query\` of the operation, through the list ` +
            'dialect of the service where it is a list.',
        ),
      ),
    )
  })

  test('the kernel, app.ts and the engine of storage name no service', () => {
    const shared = /^src\/(kernel\/|storage\/|jobs\/|app\.ts|app\/(wiring|listen)\.ts|module\.ts)/
    // A network is also what addresses belong to.
    const types = SERVICES.filter((type) => type !== 'network')
    const names = [...types, 'keystone', 'nova', 'cinder', 'glance', 'neutron', 'volumes?']
    // Also the header of the request's id is Nova's, and sent by all.
    const named = new RegExp(`(?<!x-)\\b(${names.join('|')})\\b`, 'i')
    none(
      PROGRAM.filter((path) => shared.test(path)).flatMap((path) =>
        places(path, withoutComments(text(path)), named).map(
          (place) => `${place} — let the service say it: in service.ts, module.ts or its dialect.`,
        ),
      ),
    )
  })

  test('a service reads and writes its own tables only', () => none(foreignTables()))

  test('only storage/errors.ts knows the codes of databases', () => {
    const codes = /\bSQLITE_[A-Z]+|['"](?:23505|23503|40001|40P01|57P01|53300|08\d{3})['"]/
    none(
      PROGRAM.filter((path) => path !== 'src/storage/errors.ts').flatMap((path) =>
        places(path, withoutComments(text(path)), codes).map(
          (place) => `${place} — ask storage/errors.ts for a class instead.`,
        ),
      ),
    )
  })

  test('a package is loaded late through a module of ours', () => {
    none(
      PROGRAM.flatMap((path) =>
        places(path, withoutComments(text(path)), /\bimport\('(?![.])(?!node:)/).map(
          (place) =>
            `${place} — bundled, a CommonJS package would lose its names: import it as usual in a ` +
            'file of ours, and that file with import().',
        ),
      ),
    )
  })

  test('there is no folder or file of leftovers', () => {
    none(
      CODE.filter((path) => /(^|\/)(utils?|helpers?|misc|common)(\/|\.[a-z]+$)/.test(path)).map(
        (path) => `${path}: name it after what is in it.`,
      ),
    )
  })

  test('nothing is left for later', () => {
    const later = new RegExp(
      `\\b(${['TO', 'FIX'].map((a, i) => a + ['DO', 'ME'][i]).join('|')})\\b`,
    )
    none(
      FILES.filter((path) => /\.(ts|mjs|js|json|md|yaml|yml)$/.test(path))
        .filter((path) => path !== 'package-lock.json')
        .flatMap((path) =>
          places(path, text(path), later).map((place) => `${place} — do it, or open an issue.`),
        ),
    )
  })

  test('no test is skipped or alone', () => {
    // Coverage can only be judged after a whole run; the other runs a file that skips a test.
    const exempt = ['test/after/coverage.test.ts', 'test/support/run-status.test.ts']
    none(
      CODE.filter((path) => path.endsWith('.test.ts') && !exempt.includes(path)).flatMap((path) =>
        places(path, text(path), /\b(?:test|it|describe)\.(?:skip|only|todo|runIf)/).map(
          (place) => `${place} — run it everywhere, or delete it.`,
        ),
      ),
    )
  })

  test('a silenced lint rule says why', () => {
    none(
      CODE.flatMap((path) =>
        places(path, text(path), /(?:oxlint|eslint)-disable(?!.* -- ).*/).map(
          (place) => `${place} — add " -- reason".`,
        ),
      ),
    )
  })
})

describe('what leaves the house', () => {
  test('no file names a package registry or a path of one machine', () => {
    const hosts = ['registry.npm' + 'js', 'npm' + 'mirror', 'jsdelivr' + '.net', 'art' + 'ifactory']
    const folders = ['work', 'tmp', 'home', 'root'].map((name) => `(?<![\\w.\\])}-])/${name}/`)
    const banned = new RegExp([...hosts, ...folders].join('|'))
    none(
      FILES.filter((path) => !/\.(png|ico|woff2?)$/.test(path)).flatMap((path) =>
        places(path, text(path), banned).map((place) => `${place} — say it in another way.`),
      ),
    )
  })

  test('nothing reads a file from outside the repository', () => {
    const path = /['"`/](?:\.\.\/)+[\w./-]*/
    none(
      // Attacks send such paths and read nothing by them.
      CODE.filter((file) => !file.startsWith('test/attacks/')).flatMap((file) =>
        text(file)
          .split('\n')
          .flatMap((line, i) => {
            const [word] = path.exec(line) ?? []
            if (word === undefined) return []
            const target = posix.normalize(posix.join(posix.dirname(file), word.slice(1)))
            if (!target.startsWith('../')) return []
            return [
              `${file}:${i + 1}: ${word.slice(1)} — a clone stands alone: bring the facts in.`,
            ]
          }),
      ),
    )
  })

  test('package-lock.json names no place to download from', () => {
    none(places('package-lock.json', text('package-lock.json'), /"resolved":.*/))
  })

  test('links in the documents lead somewhere', () => none(deadLinks()))
})

describe('mistakes made on purpose', () => {
  test('each can still be made', () => none(outdatedMutations()))

  test('one whose text stands elsewhere too, or no more, cannot', () => {
    const mutation = { mistake: '', file: 'a.ts', text: 'b', replacement: '$&c', tests: [] }
    expect(mutated('abc', mutation)).toBe('a$&cc')
    expect(() => mutated('bb', mutation)).toThrow('stands 2 times in a.ts')
    expect(() => mutated('', mutation)).toThrow('stands 0 times in a.ts')
  })
})
