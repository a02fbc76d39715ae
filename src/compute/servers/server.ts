/** What a server is to the rules of Compute, and how those who miss one hear of it. */
import type { Selectable } from 'kysely'
import { createHash } from 'node:crypto'
import { conflict, notFound, type Fault } from '../../kernel/faults.ts'
import type { Flavor } from '../flavors/flavor.ts'
import type { ServersTable } from '../storage/server-tables.ts'

/** A list shows a thousand at once, so a server is its row as it is stored. */
export type Server = Readonly<Selectable<ServersTable>>
export type ServerChanges = Partial<Omit<Server, 'id' | 'serial'>>

/** A flavor as it was when a server chose it: memory and swap MiB, disks GiB. */
export interface ServerFlavor {
  readonly id: string
  readonly name: string
  readonly vcpus: number
  readonly ram: number
  readonly disk: number
  readonly ephemeral: number
  readonly swap: number
  readonly rxtx_factor: number
  readonly extra_specs: Readonly<Record<string, string>>
}

/** Why a server is in ERROR, or why the last thing that was done to it failed. */
export interface ServerFault {
  readonly code: number
  /** ISO time. */
  readonly created: string
  readonly message: string
  /** For administrators. */
  readonly details?: string
}

/** A flavor as a server keeps it. */
export function serverFlavor(flavor: Flavor): ServerFlavor {
  const { id, name, vcpus, ram, disk, ephemeral, swap, rxtx_factor, extraSpecs } = flavor
  return {
    ...{ id, name, vcpus, ram, disk, ephemeral, swap, rxtx_factor },
    extra_specs: extraSpecs,
  }
}

export function flavorOf({ flavor }: Pick<Server, 'flavor'>): ServerFlavor {
  return JSON.parse(flavor) as ServerFlavor
}

export function metadataOf({ metadata }: Pick<Server, 'metadata'>): Record<string, string> {
  return JSON.parse(metadata) as Record<string, string>
}

/** What hosts call it: `instance_name_template` of nova.conf, `instance-%08x`. */
export function instanceName({ serial }: Pick<Server, 'serial'>): string {
  return `instance-${serial.toString(16).padStart(8, '0')}`
}

/** Hides the host, yet tells which servers of a project share one (nova/utils.py, generate_hostid). */
export function hostIdOf(host: string | null, projectId: string): string {
  return host === null ? '' : createHash('sha224').update(`${projectId}${host}`).digest('hex')
}

export function serverNotFound(id: string): Fault {
  return notFound(`Instance ${id} could not be found.`)
}

export function serverLocked(id: string): Fault {
  return conflict(`Instance ${id} is locked`)
}

/** It has no host to do it on. */
export function serverNotReady(id: string): Fault {
  return conflict(`Instance ${id} is not ready`)
}

/** What policies see of it. */
export function serverAttributes({ project_id, user_id }: Pick<Server, 'project_id' | 'user_id'>) {
  return { project_id, user_id }
}
