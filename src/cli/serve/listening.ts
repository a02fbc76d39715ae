/** Why a port cannot be had, and what to do about it. */
import { readdir, readFile, readlink } from 'node:fs/promises'
import { flagOf, type SettingName, type Settings } from '../../config/settings.ts'
import { Failure } from '../failures.ts'

/** A failure in words where `error` comes from listening; anything else as it is. */
export async function listeningFailure(error: unknown, settings: Settings): Promise<unknown> {
  const { code, port, address, syscall } = error as NodeJS.ErrnoException & {
    port?: number
    address?: string
  }
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return error
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    const flag = flagOf(portSettingOf(settings, port!))
    const holder = code === 'EADDRINUSE' ? await holderOf(port!) : undefined
    const reason =
      code === 'EACCES'
        ? `port ${port} of ${address} is not allowed to this user`
        : `port ${port} of ${address} is taken${holder === undefined ? '' : ` by ${holder}`}`
    return new Failure(
      `${reason}. Choose another with --${flag} <port> (0 is any free one), ` +
        'or put all services on one with --single-port <port>.',
    )
  }
  const why = code === 'EADDRNOTAVAIL' ? 'is no address of this machine' : `(${code})`
  return new Failure(
    `cannot listen on ${settings.listen}: it ${why}. Choose another with --listen <address>; ` +
      '0.0.0.0 is every one of IPv4.',
  )
}

function portSettingOf(settings: Settings, port: number): SettingName {
  const own = [
    'identityPort',
    'computePort',
    'blockStoragePort',
    'imagePort',
    'networkPort',
    'placementPort',
  ] as const
  if (settings.singlePort !== undefined) return 'singlePort'
  return own.find((name) => settings[name] === port) ?? 'singlePort'
}

const LISTENING = '0A'

/** `process 12 (keystone-wsgi-public …)`, where the system tells (Linux, and processes of ours). */
async function holderOf(port: number): Promise<string | undefined> {
  try {
    const tables = await Promise.all(
      ['/proc/net/tcp', '/proc/net/tcp6'].map((table) => readFile(table, 'utf8').catch(() => '')),
    )
    const hex = port.toString(16).toUpperCase().padStart(4, '0')
    const sockets = tables
      .flatMap((table) => table.split('\n'))
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[1]?.endsWith(`:${hex}`) && columns[3] === LISTENING)
      .map((columns) => `socket:[${columns[9]}]`)
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      if (await holds(pid, sockets)) {
        const command = await readFile(`/proc/${pid}/cmdline`, 'utf8')
        return `process ${pid} (${command.replaceAll('\0', ' ').trim().slice(0, 60)})`
      }
    }
  } catch {
    // Who it is would only have been a help.
  }
  return undefined
}

async function holds(pid: string, sockets: readonly string[]): Promise<boolean> {
  const directory = `/proc/${pid}/fd`
  const files = await readdir(directory).catch(() => [])
  const targets = await Promise.all(
    files.map((file) => readlink(`${directory}/${file}`).catch(() => '')),
  )
  return targets.some((target) => sockets.includes(target))
}
