#!/usr/bin/env node
/**
 * Makes a fresh clone ready to run: installs what is missing, and with `--build` bundles the source
 * where it is newer than the bundle. Every npm script starts here, before node_modules exists and
 * on whatever Node the machine has, so this is plain JavaScript for Node 18 and later without
 * dependencies, and costs a few milliseconds when there is nothing to do.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** What was installed last, see `wantedNow`. */
const MARK = join(root, 'node_modules/.installed-for')
const flags = new Set(process.argv.slice(2))

try {
  await install()
  if (flags.has('--build') && (flags.has('--force') || bundleIsStale())) await build()
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

async function install() {
  if (dependenciesAreThere()) return
  process.stderr.write('Installing dependencies (once, about 20 s) …\n')
  const started = process.hrtime.bigint()
  // Installs what the lock file says and leaves it as it is. `npm ci` would do the same, but first
  // delete a node_modules that somebody may be running from.
  await npm([
    'install',
    '--no-save',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ])
  writeFileSync(MARK, wantedNow())
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  process.stderr.write(`Installed in ${seconds.toFixed(0)} s.\n`)
}

/** Did an installation of exactly what is wanted now come to its end? */
function dependenciesAreThere() {
  // Only with it do the scripts run on the Node the program is made for.
  const { devDependencies } = readJson('package.json')
  if (
    devDependencies &&
    devDependencies.node &&
    !existsSync(join(root, 'node_modules/.bin/node'))
  ) {
    return false
  }
  return (existsSync(MARK) && readFileSync(MARK, 'utf8') === wantedNow()) || npmInstalledAll()
}

/** Changes whenever package.json or its lock file ask for something else. */
function wantedNow() {
  const { dependencies, devDependencies } = readJson('package.json')
  const lock = join(root, 'package-lock.json')
  return createHash('sha256')
    .update(JSON.stringify([dependencies, devDependencies]))
    .update(existsSync(lock) ? readFileSync(lock) : '')
    .digest('hex')
}

/**
 * Somebody ran npm by hand, or only what other systems need has changed: are all packages of the
 * lock file in the list that npm keeps inside node_modules, and there? (The list alone would not
 * do: `npm install --package-lock-only` writes it too.)
 */
function npmInstalledAll() {
  const manifest = readJson('package.json')
  const wanted = readJson('package-lock.json')
  const present = readJson('node_modules/.package-lock.json')
  if (wanted === undefined || present === undefined) return false
  const top = wanted.packages['']
  for (const kind of ['dependencies', 'devDependencies']) {
    if (!sameEntries(manifest[kind] || {}, top[kind] || {})) return false
  }
  return Object.entries(wanted.packages).every(([path, { version, optional }]) => {
    const listed = present.packages[path]
    if (path === '') return true
    if (!listed) return optional === true
    return listed.version === version && existsSync(join(root, path, 'package.json'))
  })
}

function sameEntries(one, other) {
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  )
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'))
  } catch {
    return undefined
  }
}

/** Runs npm quietly; what it said is shown when it failed. */
function npm(args) {
  const { npm_execpath: script } = process.env
  const own = script !== undefined && basename(script) === 'npm-cli.js'
  const child = own
    ? spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('npm', args, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        shell: process.platform === 'win32',
      })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => reject(new Error(`npm cannot be started: ${cause.message}`)))
    child.on('close', (code) => {
      if (code === 0) return resolve()
      reject(
        new Error(
          `${said.trim()}\nInstalling the dependencies failed: npm ${args[0]} ended with ${code}. ` +
            'Is the network there? The lines above are what npm said.',
        ),
      )
    })
  })
}

/** Is anything the bundle is made from newer than the bundle? Folders count: files get deleted. */
function bundleIsStale() {
  const made = modified(join(root, 'dist/stackling.js'))
  if (made === undefined) return true
  const single = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts/build.mjs']
  if (single.some((path) => (modified(join(root, path)) || 0) > made)) return true
  const folders = [join(root, 'src')]
  for (const folder of folders) {
    if (modified(folder) > made) return true
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (!entry.name.endsWith('.test.ts') && modified(path) > made) return true
    }
  }
  return false
}

/** When a file or folder was last written, in milliseconds; undefined where there is none. */
function modified(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && found.mtimeMs
}

async function build() {
  process.stderr.write('Building …\n')
  const { bundle } = await import('./build.mjs')
  await bundle(root)
}
