/** Commands about who gets in, which work on the data itself. */
import type { SettingName } from '../../config/settings.ts'
import type { Command, Option } from '../command.ts'

/** What says where the data is. */
const DATA: readonly SettingName[] = ['database', 'dataDir', 'auditFile', 'config']
/** The rules that a new password must obey. */
const PASSWORDS: readonly SettingName[] = [...DATA, 'passwordRegex', 'passwordRegexDescription']

const DOMAIN: Option = {
  name: 'domain',
  placeholder: '<domain>',
  help: 'The domain of the user and of the project, by name or id. (default: Default)',
}

const PASSWORD_FILE: Option = {
  name: 'password-file',
  placeholder: '<file>',
  help:
    'The file that holds the password, on one line; - is standard input. (default: asked for on ' +
    'a terminal, else read from standard input)',
}

function format(value: string, shell: string): Option {
  return {
    name: 'format',
    placeholder: '<text|json|value|shell>',
    help: `What is printed: value is ${value}, shell ${shell}. (default: text)`,
  }
}

const ON_DOMAIN = 'on-domain'
const BESIDE_A_SERVICE =
  'It works on the data itself, whether the service runs or not, and needs no login: whoever may ' +
  'read the data directory may do it. What it changes counts with the next request, at every replica.'

const userCreate: Command = {
  name: 'user create',
  summary: 'makes a user',
  about: [
    'Makes a user with a password and, if you say where, a first role. ' + BESIDE_A_SERVICE,
    'The password is never taken from the command line, where other users of the machine see it.',
  ],
  operand: '<name>',
  settings: PASSWORDS,
  options: [
    {
      name: 'project',
      placeholder: '<project>',
      help: 'Gives the role on this project, by name or id.',
    },
    { name: ON_DOMAIN, help: 'Gives the role on the domain of the user.' },
    { name: 'system', help: 'Gives the role on the system: on the whole cloud.' },
    {
      name: 'role',
      placeholder: '<role>',
      help: 'reader, member, manager, admin or another. (default: member, where a place is given)',
    },
    { name: 'email', placeholder: '<address>', help: 'Kept with the user.' },
    DOMAIN,
    PASSWORD_FILE,
    format('the id', 'variables that name the user'),
  ],
  examples: [
    ['stackling user create ann --project demo', 'Asks for the password of Ann.'],
    [
      'stackling user create ci --project demo --password-file ci.password',
      'For a script; its password lies in a file.',
    ],
    [
      'stackling user create olga --role admin --system',
      'Another administrator of the whole cloud.',
    ],
  ],
  next: 'openstack --os-username ann --os-project-name demo token issue',
  load: async () => (await import('../commands/user-create.ts')).createUser,
}

const userPasswd: Command = {
  name: 'user passwd',
  summary: 'sets the password of a user',
  about: [
    'Gives a user a new password and ends all tokens made with the old one: also the way back in ' +
      'when the password of admin is lost. ' +
      BESIDE_A_SERVICE,
    'For admin and demo, clouds.yaml and openrc in the data directory get the new one too.',
  ],
  operand: '<name>',
  settings: PASSWORDS,
  options: [
    {
      name: 'enable',
      help: 'Lets a disabled user in again, and one who was locked out after wrong passwords.',
    },
    DOMAIN,
    PASSWORD_FILE,
    format('the id', 'variables that name the user'),
  ],
  examples: [
    ['stackling user passwd admin', 'Asks for a new password of admin.'],
    [
      'openssl rand -base64 24 | stackling user passwd ci --enable',
      'One that nobody needs to know; a user who was locked out comes in again.',
    ],
  ],
  next: 'eval "$(stackling env)" && openstack token issue',
  load: async () => (await import('../commands/user-passwd.ts')).setPassword,
}

const tokenIssue: Command = {
  name: 'token issue',
  summary: 'issues a token without a password',
  about: [
    'Prints a token, of admin unless somebody else is named, as if they had signed in. ' +
      BESIDE_A_SERVICE,
    'Without a scope it is for the default project, or the only one where the user has a role.',
  ],
  operand: '[<user>]',
  settings: ['tokenLifetime', 'credentialKeyFile', ...DATA],
  options: [
    {
      name: 'project',
      placeholder: '<project>',
      help: 'A token for this project, by name or id.',
    },
    { name: ON_DOMAIN, help: 'One for the domain of the user.' },
    { name: 'system', help: 'One for the system: for the whole cloud.' },
    { name: 'unscoped', help: 'One for nothing yet, to be exchanged.' },
    DOMAIN,
    format('the token alone', 'variables for the openstack command'),
  ],
  examples: [
    [
      'curl -H "X-Auth-Token: $(stackling token issue --format value)" ' +
        'http://127.0.0.1:5000/v3/projects',
      'One request as admin.',
    ],
    [
      'eval "$(stackling token issue demo --format shell)" && openstack volume list',
      'The openstack command as demo, without the password.',
    ],
    ['stackling token issue --system --format json', 'All that there is to know of it.'],
  ],
  load: async () => (await import('../commands/token-issue.ts')).issue,
}

const keysRotate: Command = {
  name: 'keys rotate',
  summary: 'signs tokens with a new key',
  about: [
    'Makes a new key that signs tokens from now on. Nobody is signed out: the keys before go on ' +
      'verifying until the last token that they signed has expired, and are removed at a later ' +
      'rotation. ' +
      BESIDE_A_SERVICE,
    'Do it as often as the rules of your house want it, from a timer for example.',
  ],
  settings: ['tokenLifetime', 'credentialKeyFile', ...DATA],
  options: [
    {
      name: 'end-tokens',
      help: 'Takes the old keys away at once, for when one was stolen: everybody signs in again.',
    },
    format('the id of the key', 'the same as a variable'),
  ],
  examples: [
    ['stackling keys rotate', 'A new key; nobody notices.'],
    [
      'stackling keys rotate --database postgres://stackling@db.example.com/stackling ' +
        '--credential-key-file credential-keys',
      'The same for all replicas on a database.',
    ],
    ['stackling keys rotate --end-tokens', 'A copy of the database got into wrong hands.'],
  ],
  load: async () => (await import('../commands/keys-rotate.ts')).rotateKeys,
}

export const ACCESS_COMMANDS: readonly Command[] = [userCreate, userPasswd, tokenIssue, keysRotate]
