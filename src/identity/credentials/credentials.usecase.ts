/** Credentials that are made and changed, their secrets encrypted (keystone/api/credentials.py). */
import type { Token } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import type { Tx } from '../../storage/database.ts'
import { changedExtra } from '../changes.ts'
import { extraOf } from '../collections.ts'
import { refuseRestricted } from '../delegated.ts'
import { notExpected } from '../faults.ts'
import type { IdentityEnv } from '../operation.ts'
import { requireStaying } from '../rows.store.ts'
import { refuseOneMore } from '../user-limits.usecase.ts'
import {
  CREDENTIAL_ATTRIBUTES,
  type CredentialChanges,
  type NewCredential,
} from './credentials.schemas.ts'
import { insertCredential, type CredentialRow } from './credentials.store.ts'
import {
  boundBlob,
  ec2BlobOf,
  idOfAccess,
  isEc2,
  refuseEc2Outside,
  refuseLoosening,
  refuseOutside,
} from './credentials.ts'

/** A row and its secret, which lies encrypted in it. */
interface Opened {
  readonly row: CredentialRow
  readonly blob: string
}

/** @throws 400, 403, 409 */
export async function createCredential(
  tx: Tx,
  env: IdentityEnv,
  token: Token,
  asked: NewCredential,
): Promise<Opened> {
  const projectId = asked.project_id ?? null
  const ec2 = isEc2(asked.type)
  if (ec2 && projectId === null) throw badRequest("'project_id' is a required property")
  if (ec2) refuseRestricted(token, 'credentials')
  refuseOutside(token, { type: asked.type, project_id: projectId })
  const { credentialUserLimit: most } = env.configuration
  await refuseOneMore(tx, 'identity_credentials', asked.user_id, most)
  const id = ec2 ? idOfAccess(ec2BlobOf(asked.blob).access) : env.ids.hex()
  const blob = ec2 ? boundBlob(asked.blob, token) : asked.blob
  const row = {
    id,
    user_id: asked.user_id,
    project_id: projectId,
    type: asked.type,
    blob: env.vault.seal(blob, id),
    last_step: null,
    extra: JSON.stringify(extraOf(asked, CREDENTIAL_ATTRIBUTES)),
  }
  await insertCredential(tx, row)
  return { row, blob }
}

/** @throws 400 */
export function changedCredential(
  env: IdentityEnv,
  row: CredentialRow,
  changes: CredentialChanges,
): { after: CredentialRow; blob: string } {
  const before = env.vault.open(row.blob, row.id)
  const blob = changes.blob ?? before
  if (isEc2(row.type)) refuseLoosening(before, blob)
  const type = changes.type ?? row.type
  const projectId = changes.project_id === undefined ? row.project_id : changes.project_id
  if (isEc2(type) && !projectId) throw notExpected('project_id', 'credential')
  if (isEc2(type)) ec2BlobOf(blob)
  const after = {
    ...row,
    user_id: changes.user_id ?? row.user_id,
    project_id: projectId,
    type,
    blob: env.vault.seal(blob, row.id),
    extra: changedExtra(row.extra, changes, CREDENTIAL_ATTRIBUTES),
  }
  return { after, blob }
}

/** For a project, with keys of its own. @throws 403, 404 where the user or the project is gone */
export async function createEc2Credential(
  tx: Tx,
  env: IdentityEnv,
  token: Token,
  userId: string,
  projectId: string,
): Promise<CredentialRow> {
  refuseRestricted(token, 'application credentials')
  await requireStaying(tx, ['user', userId], ['project', projectId])
  refuseEc2Outside(token, projectId)
  const { delegation } = token
  const access = env.ids.hex()
  const blob = {
    access,
    secret: env.ids.hex(),
    trust_id: delegation?.kind === 'trust' ? delegation.id : null,
    ...(delegation?.kind === 'application_credential' && { app_cred_id: delegation.id }),
  }
  const id = idOfAccess(access)
  const row = {
    id,
    user_id: userId,
    project_id: projectId,
    type: 'ec2',
    blob: env.vault.seal(JSON.stringify(blob), id),
    last_step: null,
    extra: '{}',
  }
  const { credentialUserLimit: most } = env.configuration
  await refuseOneMore(tx, 'identity_credentials', userId, most)
  await insertCredential(tx, row)
  return row
}
