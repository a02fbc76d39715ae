/** The rules of volume attachments. Source: openstack/nova nova/policies/volumes_attachments.py. */
import { policyRule } from '../../kernel/policy.ts'

const LIST = '/servers/{server_id}/os-volume_attachments'
const ITEM = `${LIST}/{volume_id}`

function rule(name: string, who: string, description: string, method: string, path = ITEM) {
  return policyRule({
    name: `os_compute_api:os-volumes-attachments:${name}`,
    check: `rule:${who}`,
    description,
    scopes: ['project'],
    operations: [{ method, path }],
  })
}

const READER = 'project_reader_or_admin'
const MEMBER = 'project_member_or_admin'

export const INDEX = rule('index', READER, 'See which volumes a server has.', 'GET', LIST)
export const CREATE = rule('create', MEMBER, 'Attach a volume to a server.', 'POST', LIST)
export const SHOW = rule('show', READER, 'See how a volume is attached to a server.', 'GET')
export const UPDATE = rule('update', MEMBER, 'Say whether a volume goes with its server.', 'PUT')
export const SWAP = rule(
  'swap',
  'service_or_admin',
  'Put another volume in the place of one that is attached.',
  'PUT',
)
export const DELETE = rule('delete', MEMBER, 'Detach a volume from a server.', 'DELETE')
