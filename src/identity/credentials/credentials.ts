/** Rules of credentials, and of EC2 ones among them (keystone/api/credentials.py). */
import { createHash } from 'node:crypto'
import type { Token } from '../../kernel/context.ts'
import { badRequest } from '../../kernel/faults.ts'
import { parseExactly } from '../../kernel/python.ts'
import { reaches } from '../delegated.ts'
import { notAuthorized, notExpected } from '../faults.ts'

export interface Ec2Blob {
  readonly access: string
  readonly secret?: unknown
  /** What its tokens are bound to, as the one was that it was made with. */
  readonly trust_id?: string | null
  readonly app_cred_id?: string | null
}

/** What must stay as it was made, lest a credential slip its bounds. */
const BOUNDS = ['trust_id', 'app_cred_id', 'access_token_id', 'access_id'] as const

export function isEc2(type: string | undefined): boolean {
  return type?.toLowerCase() === 'ec2'
}

/** The id of an EC2 credential follows from its access key. */
export function idOfAccess(access: string): string {
  return createHash('sha256').update(access).digest('hex')
}

/** @throws 400 */
export function ec2BlobOf(text: string): Ec2Blob {
  const blob = parsed(text)
  if (typeof blob !== 'object' || blob === null || Array.isArray(blob)) {
    throw notExpected('blob', 'credential')
  }
  if (Object.keys(blob).length === 0) throw notExpected('blob', 'credential')
  const { access } = blob as { access?: unknown }
  if (typeof access !== 'string') throw notExpected('access', 'credential')
  return blob as Ec2Blob
}

function parsed(text: string): unknown {
  try {
    return parseExactly(text)
  } catch {
    throw badRequest('Invalid blob in credential')
  }
}

/** The blob with what its maker's token is bound to. */
export function boundBlob(text: string, { delegation }: Token): string {
  if (delegation === undefined) return text
  const bound = delegation.kind === 'trust' ? 'trust_id' : 'app_cred_id'
  return JSON.stringify({ ...ec2BlobOf(text), [bound]: delegation.id })
}

/** @throws 400 where the new blob is bound otherwise than the old one */
export function refuseLoosening(before: string, after: string): void {
  const [old, changed] = [ec2BlobOf(before), ec2BlobOf(after)].map(
    (blob) => new Map(Object.entries(blob)),
  )
  for (const bound of BOUNDS) {
    if ((old!.get(bound) ?? null) === (changed!.get(bound) ?? null)) continue
    throw badRequest(`${bound} can not be updated for credential`)
  }
}

interface Placed {
  readonly type: string
  readonly project_id: string | null
}

/**
 * With a secret for passcodes, whoever was trusted with a project could sign in as the one who
 * trusted, and be rid of all bounds: those are out of reach in any project.
 */
export function isWithin(token: Token, row: Placed): boolean {
  if (token.delegation === undefined) return true
  return row.type.toLowerCase() !== 'totp' && reaches(token, row.project_id)
}

/** @throws 403 */
export function refuseOutside(token: Token, row: Placed): void {
  if (isWithin(token, row)) return
  throw notAuthorized('Credential project does not match the project scope of the delegated token')
}

/** The same of EC2 ones as their own paths word it. @throws 403 */
export function refuseEc2Outside(token: Token, projectId: string | null): void {
  if (reaches(token, projectId)) return
  throw notAuthorized(
    'EC2 credential project does not match the project scope of the delegated token',
  )
}
