/** Bundles src/main.ts into dist/: an entry and the parts it loads when it needs them. */
import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

/** What CommonJS packages inside an ES module need to find Node's own modules. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'
const require = __createRequire(import.meta.url)`

/**
 * Node makes an ES module of `http` by asking for all that it exports, the `WebSocket` of undici
 * too, whose loading takes a twentieth of a start. Here it is asked for by name.
 */
const HTTP = {
  name: 'http',
  setup(build) {
    build.onResolve({ filter: /^node:http$/ }, ({ path }) => ({ path, namespace: 'builtin' }))
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }))
  },
}

/**
 * Several may build at once and run what is there meanwhile: parts have their content in their
 * name, and every file is renamed into place, the entry last.
 * @throws Error saying which source does not build
 */
export async function bundle(root) {
  const started = new Date()
  const target = join(root, 'dist')
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { stackling: 'src/main.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    chunkNames: 'part-[hash]',
    platform: 'node',
    target: 'node22.18',
    format: 'esm',
    // A native module, and one that pg only tries to load.
    external: ['better-sqlite3', 'pg-native'],
    banner: { js: REQUIRE },
    plugins: [HTTP],
    sourcemap: 'external',
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
  }).catch(() => {
    throw new Error('The source does not build; the lines above say why.')
  })
  await mkdir(target, { recursive: true })
  const before = await readdir(target)
  for (const file of [...outputFiles].sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)))) {
    const unfinished = `${file.path}.${process.pid}`
    await writeFile(unfinished, file.contents)
    if (isEntry(file)) await utimes(unfinished, started, started)
    await rename(unfinished, file.path)
  }
  // What Node compiled from files that are gone.
  await rm(join(target, '.cache'), { recursive: true, force: true })
  const made = new Set(outputFiles.map((file) => basename(file.path)))
  const old = before.filter((name) => name.startsWith('part-') && !made.has(name))
  await Promise.all(old.map((name) => rm(join(target, name), { force: true })))
}

function isEntry(file) {
  return basename(file.path) === 'stackling.js'
}
