/** `stackling user create`: a user, straight into the data. */
import { makeAccount, type Place } from '../../app/administration.ts'
import { UsageError, type Invocation, type Run } from '../command.ts'
import { audited } from '../access/audited.ts'
import { formatIn, printed } from '../access/formats.ts'
import { onIdentity, whoIn } from '../access/identity.ts'
import { readNewPassword } from '../access/new-password.ts'

const DEFAULT_ROLE = 'member'

export const createUser: Run = async (invocation) => {
  const { settings, options, io } = invocation
  const who = whoIn(invocation, 'user create')
  const format = formatIn(invocation)
  const grant = grantIn(invocation, who.domain)
  const password = await readNewPassword(invocation)
  const asked = { ...who, password, email: options.get('email'), grant }
  const made = await audited(
    settings,
    { command: 'user create', action: 'create', target: 'data/security/account/user' },
    () => onIdentity(settings, (env) => makeAccount(env, asked)),
    ({ id }) => id,
  )
  const role = grant === undefined ? '' : `, with the role ${grant.role} on ${inWords(grant.on)}`
  io.out(
    printed(format, {
      text: `The user ${made.name} is there${role}. Its id is ${made.id}.`,
      json: made,
      value: made.id,
      shell: {
        OS_USERNAME: made.name,
        OS_USER_DOMAIN_ID: made.domain_id,
        ...(grant?.on.kind === 'project' && {
          OS_PROJECT_NAME: grant.on.project,
          OS_PROJECT_DOMAIN_ID: made.domain_id,
        }),
      },
    }),
  )
  return 0
}

function grantIn({ options }: Invocation, domain: string): { role: string; on: Place } | undefined {
  const project = options.get('project')
  const places: Place[] = [
    ...(project === undefined ? [] : [{ kind: 'project', project, domain } as const]),
    ...(options.has('on-domain') ? [{ kind: 'domain', domain } as const] : []),
    ...(options.has('system') ? [{ kind: 'system' } as const] : []),
  ]
  const [on, ...others] = places
  if (others.length > 0) {
    throw new UsageError('--project, --on-domain and --system exclude one another')
  }
  const role = options.get('role')
  if (on !== undefined) return { role: role ?? DEFAULT_ROLE, on }
  if (role === undefined) return undefined
  throw new UsageError('--role needs a place: --project <project>, --on-domain or --system')
}

function inWords(place: Place): string {
  if (place.kind === 'project') return `the project ${place.project}`
  return place.kind === 'domain' ? `the domain ${place.domain}` : 'the system'
}
