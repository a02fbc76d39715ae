import { policyRule } from '../../kernel/policy.ts'
import { MEMBER, adminsRule } from '../base-rules.ts'

/**
 * The rules around attaching by the actions of a volume. Source: openstack/cinder
 * cinder/policies/volume_actions.py.
 */
function actionRule(action: string, description: string) {
  return policyRule({
    name: `volume_extension:volume_actions:${action}`,
    check: MEMBER,
    description,
    operations: [{ method: 'POST', path: `/volumes/{volume_id}/action (os-${action})` }],
  })
}

export const RESERVE = actionRule('reserve', 'Mark a volume as about to be attached.')
export const UNRESERVE = actionRule('unreserve', 'Take back that a volume is about to be attached.')
export const ATTACH = actionRule('attach', 'Write down that a volume is attached.')
export const BEGIN_DETACHING = actionRule(
  'begin_detaching',
  'Mark a volume as about to be detached.',
)
export const ROLL_DETACHING = actionRule(
  'roll_detaching',
  'Take back that a volume is about to be detached.',
)
export const DETACH = actionRule('detach', 'Write down that a volume is detached.')
export const INITIALIZE = actionRule('initialize_connection', 'Let a host reach a volume.')
export const TERMINATE = actionRule('terminate_connection', 'End that a host can reach a volume.')

export const FORCE_DETACH = adminsRule(
  'volume_extension:volume_admin_actions:force_detach',
  'End the connection to a volume and detach it.',
  'POST /volumes/{volume_id}/action (os-force_detach)',
)
