/** `stackling token issue`: a token for whoever holds the data, without a password. */
import { issueToken, type IssuedToken, type Place } from '../../app/administration.ts'
import { UsageError, type Invocation, type Run } from '../command.ts'
import { audited } from '../access/audited.ts'
import { formatIn, printed } from '../access/formats.ts'
import { onIdentity, whoIn } from '../access/identity.ts'
import { readCloudsFile } from '../serve/clouds-file.ts'

/** Names as `openstack token issue -f json` has them. */
function shown({ text, expires, userId, scope }: IssuedToken): Record<string, string> {
  return {
    expires,
    id: text,
    user_id: userId,
    ...(scope.kind === 'project' && { project_id: scope.projectId }),
    ...(scope.kind === 'domain' && { domain_id: scope.domainId }),
    ...(scope.kind === 'system' && { system: 'all' }),
  }
}

/** What `stackling env` sets, and a token does not go with. */
const OTHER_LOGIN = Object.fromEntries(
  [
    ...['OS_CLOUD', 'OS_USERNAME', 'OS_PASSWORD', 'OS_USER_DOMAIN_NAME'],
    ...['OS_PROJECT_NAME', 'OS_PROJECT_DOMAIN_NAME', 'OS_SYSTEM_SCOPE'],
  ].map((name) => [name, undefined]),
)

export const issue: Run = async (invocation) => {
  const { settings, io } = invocation
  const who = whoIn({ ...invocation, operand: invocation.operand ?? 'admin' }, 'token issue')
  const format = formatIn(invocation)
  const aim = aimIn(invocation, who.domain)
  const issued = await audited(
    settings,
    { command: 'token issue', action: 'authenticate', target: 'service/security/account/user' },
    () => onIdentity(settings, (env) => issueToken(env, who, aim), 'needed'),
    ({ userId }) => userId,
  )
  const { identity } = (await readCloudsFile(settings.dataDir)) ?? {}
  io.out(
    printed(format, {
      text: `${issued.text}\n\nA token of ${who.user}, good until ${issued.expires}.`,
      json: shown(issued),
      value: issued.text,
      shell: {
        ...OTHER_LOGIN,
        OS_AUTH_TYPE: 'v3token',
        OS_IDENTITY_API_VERSION: '3',
        OS_TOKEN: issued.text,
        ...(identity !== undefined && { OS_AUTH_URL: `${identity}/v3` }),
        ...variablesOf(issued),
      },
    }),
  )
  return 0
}

function variablesOf({ scope }: IssuedToken): Record<string, string> {
  if (scope.kind === 'project') return { OS_PROJECT_ID: scope.projectId }
  if (scope.kind === 'domain') return { OS_DOMAIN_ID: scope.domainId }
  return scope.kind === 'system' ? { OS_SYSTEM_SCOPE: 'all' } : {}
}

function aimIn({ options }: Invocation, domain: string): Place | 'unscoped' | undefined {
  const project = options.get('project')
  const aims: (Place | 'unscoped')[] = [
    ...(project === undefined ? [] : [{ kind: 'project', project, domain } as const]),
    ...(options.has('on-domain') ? [{ kind: 'domain', domain } as const] : []),
    ...(options.has('system') ? [{ kind: 'system' } as const] : []),
    ...(options.has('unscoped') ? ['unscoped' as const] : []),
  ]
  if (aims.length > 1) {
    throw new UsageError('--project, --on-domain, --system and --unscoped exclude one another')
  }
  return aims[0]
}
