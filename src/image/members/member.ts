/**
 * Bodies and refusals of members.
 * Source: openstack/glance glance/api/v2/image_members.py, glance/domain/__init__.py.
 */
import type { Selectable } from 'kysely'
import { badRequest, forbidden, notFound, overLimit, type Fault } from '../../kernel/faults.ts'
import { str } from '../../kernel/python.ts'
import { objectIn } from '../bodies.ts'
import type { ImageMembersTable, MemberStatus } from '../storage/tables.ts'

/** What a member is called in a request: whether there is such a project, nobody asks. */
export type MemberName = string | number | true

/** A number is shown as it was sent by the call that adds it, and as text by all others. */
export interface ShownMember extends Omit<Selectable<ImageMembersTable>, 'member'> {
  readonly member: MemberName
}

const MEMBER_FORM = 'Expected a member in the form: {"member": "image_id"}'
const LONGEST = 255

/** The real service fails on lists, objects and long names. @throws 400 */
export function newMemberIn(sent: unknown): MemberName {
  if (Array.isArray(sent)) throw badRequest(MEMBER_FORM)
  const { member } = objectIn(sent)
  if (member === undefined) throw badRequest('Member to be added not specified')
  if (isEmpty(member)) throw badRequest("Member can't be empty")
  if (typeof member === 'object') throw badRequest(MEMBER_FORM)
  const name = storedName(member as MemberName)
  if ([...name].some((character) => character.length > 1)) {
    throw badRequest("Member can't contain 4 byte unicode characters.")
  }
  if (name.length > LONGEST) {
    throw badRequest(`Member should not be greater than ${LONGEST} characters.`)
  }
  return member as MemberName
}

/** Python's idea of nothing. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value
}

/** Numbers are members too, by their digits. */
export function storedName(member: MemberName): string {
  return member === true ? '1' : str(member)
}

/** Which statuses there are is said after the policy. @throws 400 */
export function newStatusIn(sent: unknown): unknown {
  if (Array.isArray(sent)) throw badRequest('Expected a status in the form: {"status": "status"}')
  const { status } = objectIn(sent)
  if (status === undefined) throw badRequest('Status not specified')
  return status
}

const STATUSES: readonly unknown[] = ['pending', 'accepted', 'rejected'] satisfies MemberStatus[]

/** @throws 400 */
export function statusOf(asked: unknown): MemberStatus {
  if (STATUSES.includes(asked)) return asked as MemberStatus
  throw badRequest('Incorrect request: Status must be "pending", "accepted" or "rejected".')
}

const ONLY_SHARED = 'Only shared images have members.'

/** How each call refuses an image that is not shared. */
export const NOT_SHARED = {
  list: (id: string) => forbidden(`Not allowed to list members for image ${id}: ${ONLY_SHARED}`),
  create: (id: string) => forbidden(`Not allowed to create members for image ${id}.`),
  show: () => notFound(ONLY_SHARED),
  update: (id: string) => forbidden(`Not allowed to update members for image ${id}.`),
  delete: (id: string) => forbidden(`Not allowed to delete members for image ${id}.`),
} as const satisfies Readonly<Record<string, (id: string) => Fault>>

export function memberNotFound(imageId: string, member: string): Fault {
  return notFound(`${member} not found in the member list of the image ${imageId}.`)
}

export function tooManyMembers(imageId: string, attempted: number, maximum: number): Fault {
  return overLimit(
    `Image member limit exceeded for image ${imageId}: The limit has been exceeded on the number ` +
      `of allowed image members for this image. Attempted: ${attempted}, Maximum: ${maximum}:`,
  )
}
