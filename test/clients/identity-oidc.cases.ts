import { ROBOT } from '../support/oidc.ts'
import type { Case } from './case.ts'

/** Signs in as a program that comes from the provider; `$OIDC_ISSUER` is where that is. */
const AS_PROGRAM = `auth_url=$(openstack configuration show -f value -c auth.auth_url)
unset $(compgen -e OS_)
export OS_AUTH_TYPE=v3oidcclientcredentials OS_AUTH_URL="$auth_url" OS_IDENTITY_API_VERSION=3
export OS_IDENTITY_PROVIDER=elsewhere OS_PROTOCOL=openid
export OS_CLIENT_ID='${ROBOT.id}' OS_CLIENT_SECRET='${ROBOT.secret}'
export OS_DISCOVERY_ENDPOINT="$OIDC_ISSUER/.well-known/openid-configuration"`

const RULES = JSON.stringify([
  {
    local: [{ user: { name: '{0}' } }, { group: { name: 'robots', domain: { name: 'Default' } } }],
    remote: [{ type: 'HTTP_OIDC_CLIENT_ID' }],
  },
])

/** Users of an OpenID provider. */
export const IDENTITY_OIDC: Case[] = [
  {
    name: 'an OpenID provider is told of, and what its users may do',
    run: `set -e; echo '${RULES}' > programs.json
openstack identity provider create --remote-id "$OIDC_ISSUER" elsewhere
openstack mapping create --rules programs.json programs
openstack federation protocol create --identity-provider elsewhere --mapping programs openid
openstack group create robots; openstack project create factory
openstack role add --group robots --project factory member`,
  },
  {
    name: 'a program of the provider gets a token',
    run: `${AS_PROGRAM}; openstack token issue -f json`,
    shows: ['"id"', '"user_id"'],
    hides: ['"project_id"'],
  },
  {
    name: 'a program of the provider gets a token for a project',
    run: `${AS_PROGRAM}; OS_PROJECT_NAME=factory OS_PROJECT_DOMAIN_NAME=Default openstack token issue -f json`,
    shows: ['"project_id"'],
  },
  {
    name: 'a program of the provider works in its project',
    run: `${AS_PROGRAM}; OS_PROJECT_NAME=factory OS_PROJECT_DOMAIN_NAME=Default openstack volume list -f json`,
    shows: ['[]'],
  },
  {
    name: 'a program of the provider sees where it may go',
    run: `${AS_PROGRAM}; openstack federation project list -f json && openstack federation domain list -f json`,
    shows: ['factory'],
  },
  {
    name: 'the wrong secret gets nothing',
    run: `${AS_PROGRAM}; OS_CLIENT_SECRET=wrong openstack token issue`,
    fails: true,
  },
  {
    name: 'a program of the provider is a user like others',
    run: 'openstack user list --domain $(openstack identity provider show elsewhere -f value -c domain_id) -f json',
    shows: [ROBOT.id],
  },
  {
    name: 'a disabled provider lets nobody in',
    run: `openstack identity provider set --disable elsewhere; ${AS_PROGRAM}; openstack token issue`,
    fails: true,
    shows: ['disabled'],
  },
  {
    name: 'the OpenID provider is forgotten',
    run: 'openstack identity provider delete elsewhere && openstack mapping delete programs && openstack group delete robots && openstack project delete factory',
  },
]
