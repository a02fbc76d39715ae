import { policyRule } from '../../kernel/policy.ts'
import { MEMBER, READER, adminsRule } from '../base-rules.ts'

/**
 * The rules around backups, with upstream's defaults. Source: openstack/cinder
 * cinder/policies/{backups,backup_actions}.py.
 */

const BACKUPS = '/backups'
const BACKUP = '/backups/{backup_id}'

export const GET_ALL = policyRule({
  name: 'backup:get_all',
  check: READER,
  description: 'List backups.',
  operations: ['', '/detail'].map((end) => ({ method: 'GET', path: BACKUPS + end })),
})

export const PROJECT_ATTRIBUTE = adminsRule(
  'backup:backup_project_attribute',
  'See which project and which user a backup belongs to.',
  `GET ${BACKUP}`,
  `GET ${BACKUPS}/detail`,
)

export const CREATE = policyRule({
  name: 'backup:create',
  check: MEMBER,
  description: 'Back up a volume.',
  operations: [{ method: 'POST', path: BACKUPS }],
})

export const GET = policyRule({
  name: 'backup:get',
  check: READER,
  description: 'See a backup.',
  operations: [{ method: 'GET', path: BACKUP }],
})

export const UPDATE = policyRule({
  name: 'backup:update',
  check: MEMBER,
  description: 'Change name, description and metadata of a backup.',
  operations: [{ method: 'PUT', path: BACKUP }],
})

export const DELETE = policyRule({
  name: 'backup:delete',
  check: MEMBER,
  description: 'Delete a backup.',
  operations: [{ method: 'DELETE', path: BACKUP }],
})

export const RESTORE = policyRule({
  name: 'backup:restore',
  check: MEMBER,
  description: 'Write a backup into a volume.',
  operations: [{ method: 'POST', path: `${BACKUP}/restore` }],
})

export const IMPORT = adminsRule(
  'backup:backup-import',
  'Take in the record of a backup that another cloud made.',
  `POST ${BACKUP}/import_record`,
)

export const EXPORT = adminsRule(
  'backup:export-import',
  'Show the record of a backup, from which another cloud can restore it.',
  `POST ${BACKUP}/export_record`,
)

export const RESET_STATUS = adminsRule(
  'volume_extension:backup_admin_actions:reset_status',
  'Write another state over that of a backup.',
  `POST ${BACKUP}/action (os-reset_status)`,
)

export const FORCE_DELETE = adminsRule(
  'volume_extension:backup_admin_actions:force_delete',
  'Delete a backup whatever state it is in.',
  `POST ${BACKUP}/action (os-force_delete)`,
)

/** Rules that no operation names as its own but handlers and views ask. */
export const backupRules = [PROJECT_ATTRIBUTE, GET, DELETE]
