/**
 * The record of a backup by which another cloud can restore it: its row as JSON in base 64, with what
 * the driver adds. Source: openstack/cinder cinder/objects/backup.py (encode_record, decode_record),
 * cinder/backup/manager.py (export_record, import_record).
 */
import { dumps } from '../../kernel/python.ts'
import type { Backup, VolumeTexts } from './backup.ts'
import { invalidInput } from '../volumes/volume.ts'

/** A time without fractions, as cinder's objects write it. */
function seconds(stored: string | null): string | null {
  return stored === null ? null : `${stored.slice(0, 19)}Z`
}

export function encodeRecord(backup: Backup): string {
  const { id, user_id, project_id, volume_id, host, availability_zone, container } = backup
  const record = {
    // Real drivers keep these texts beside the bytes, of which there are none here.
    driver_info: { volume: JSON.parse(backup.volume_texts) as VolumeTexts },
    ...{ id, user_id, project_id, volume_id, host, availability_zone, container },
    parent_id: backup.parent_id,
    status: backup.status,
    fail_reason: backup.fail_reason,
    size: backup.size,
    display_name: backup.name,
    display_description: backup.description,
    service_metadata: backup.service_metadata,
    service: backup.service,
    object_count: backup.object_count,
    temp_volume_id: null,
    temp_snapshot_id: null,
    num_dependent_backups: backup.num_dependent_backups,
    snapshot_id: backup.snapshot_id,
    data_timestamp: seconds(backup.data_timestamp),
    restore_volume_id: backup.restore_volume_id,
    metadata: JSON.parse(backup.metadata),
    encryption_key_id: backup.encryption_key_id,
    created_at: seconds(backup.created_at),
    updated_at: seconds(backup.updated_at),
    deleted_at: null,
    deleted: false,
  }
  return Buffer.from(dumps(record)).toString('base64')
}

/** What a record says, whoever wrote it. */
export interface SentRecord {
  readonly id: string
  readonly size: number
  /** Everything in it, unchecked. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** @throws 400 where the text is no record, or one of nothing in particular */
export function decodeRecord(url: string): SentRecord {
  const fields = parsed(url)
  const { id, size } = fields
  if (typeof id !== 'string') throw invalidInput('Provided backup record is missing an id')
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw invalidInput('Provided backup record is missing size attribute')
  }
  return { id: id.toLowerCase(), size, fields }
}

function parsed(url: string): Readonly<Record<string, unknown>> {
  try {
    const bytes = Buffer.from(url, 'base64')
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    throw invalidInput("Can't parse backup record.")
  }
}

/** Without these a record cannot be taken in. */
const REQUIRED = [
  'display_name',
  'display_description',
  'container',
  'size',
  'service_metadata',
  'object_count',
  'id',
]

/** Why a record cannot be taken in though it can be read, or undefined. */
export function flawOf({ fields }: SentRecord): string | undefined {
  const missing = REQUIRED.filter((name) => !Object.hasOwn(fields, name))
  if (missing.length === 0) return undefined
  return (
    'Driver successfully decoded imported backup data, but there are missing fields ' +
    `(${missing.join(', ')}).`
  )
}

const NO_VOLUME = '00000000-0000-0000-0000-000000000000'

/** What of a record becomes part of the row. What is of another type than it should be is left out. */
export function importedFields({ fields }: SentRecord, now: string) {
  const text = (name: string): string | null => {
    const value = fields[name]
    return typeof value === 'string' && !value.includes('\0') ? value : null
  }
  const count = (name: string): number => {
    const value = fields[name]
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
  }
  return {
    name: text('display_name'),
    description: text('display_description'),
    volume_id: text('volume_id') ?? NO_VOLUME,
    snapshot_id: text('snapshot_id'),
    parent_id: text('parent_id'),
    object_count: count('object_count'),
    container: text('container'),
    service_metadata: text('service_metadata'),
    data_timestamp: timeOf(text('data_timestamp')),
    created_at: timeOf(text('created_at')) ?? now,
    encryption_key_id: text('encryption_key_id'),
    metadata: JSON.stringify(textsOf(fields['metadata'])),
    volume_texts: JSON.stringify(volumeTextsOf(fields['driver_info'])),
  }
}

function timeOf(sent: string | null): string | null {
  const found = sent === null ? null : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(sent)
  return found === null ? null : `${found[0]}.000Z`
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  const texts = Object.entries(value).filter(
    (item): item is [string, string] => typeof item[1] === 'string',
  )
  return Object.fromEntries(texts)
}

/** Records of other clouds have none. */
function volumeTextsOf(driverInfo: unknown): VolumeTexts {
  const volume = objectAt(driverInfo, 'volume')
  const { name, description } = textsOf(volume)
  return {
    name: name ?? null,
    description: description ?? null,
    metadata: textsOf(objectAt(volume, 'metadata')),
    imageMetadata: textsOf(objectAt(volume, 'imageMetadata')),
    typeId: null,
  }
}

function objectAt(value: unknown, name: string): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1]
  return typeof found === 'object' && found !== null ? found : undefined
}
