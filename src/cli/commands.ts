/** Every command, in the order of the help. */
import { SETTING_NAMES } from '../config/settings.ts'
import { ACCESS_COMMANDS } from './access/commands.ts'
import type { Command } from './command.ts'

const serve: Command = {
  name: 'serve',
  summary: 'starts the cloud',
  about: [
    'Starts Identity, Compute and Block Storage in this process, on ports that OpenStack tools ' +
      'expect, reachable from this machine only. State is kept in the data directory, so the ' +
      'cloud is the same after a restart; work that was under way is taken up again.',
    'Everything can also be set in a YAML file by the names below (identity-port: 5001) or in ' +
      'environment variables (STACKLING_IDENTITY_PORT=5001). A flag wins over a variable, a ' +
      'variable over the file.',
  ],
  settings: SETTING_NAMES,
  options: [],
  examples: [
    ['stackling serve', 'A cloud on ports 5000, 8774 …, its state in .stackling.'],
    [
      'stackling serve --database sqlite::memory: --single-port 0',
      'A cloud for one test run: on any free port, forgotten at the end.',
    ],
    [
      'stackling serve --listen 0.0.0.0 --single-port 8080 --admin-password "$PASSWORD"',
      'All services on one port for the network, as in a container.',
    ],
    [
      'stackling serve --hosts rack1-a,rack1-b,rack2-a --transitions realistic',
      'Named hosts, and work that takes its time.',
    ],
    [
      'stackling serve --database postgres://stackling@db.example.com/stackling',
      'One of several replicas that share nothing but a database.',
    ],
  ],
  next: 'In another terminal: eval "$(stackling env)" && openstack token issue',
  load: async () => (await import('./commands/serve.ts')).serve,
}

const env: Command = {
  name: 'env',
  summary: 'prints what logs a shell in',
  about: [
    'Prints the lines that point a shell at this cloud: for the openstack command and the SDKs, ' +
      'which read clouds.yaml, and for cinder and nova, which know only variables.',
  ],
  settings: ['dataDir', 'config'],
  options: [
    {
      name: 'user',
      placeholder: '<admin|demo|system>',
      help:
        'Whose login: admin of the project admin, the plain member demo of the project demo, or ' +
        'admin on the system scope. (default: admin)',
    },
  ],
  examples: [
    ['eval "$(stackling env)"', 'From now on this shell is admin.'],
    ['eval "$(stackling env --user demo)"', 'From now on it is a plain user.'],
  ],
  next: 'openstack token issue; openstack volume list; openstack hypervisor list',
  load: async () => (await import('./commands/env.ts')).env,
}

const migrate: Command = {
  name: 'migrate',
  summary: 'brings the schema of the database up to date',
  about: [
    'serve does the same when it starts; run this first where several replicas are to be ' +
      'upgraded, or where somebody wants to know. A database of a newer version is refused.',
  ],
  settings: ['database', 'dataDir', 'config'],
  options: [
    {
      name: 'check',
      help: 'Changes nothing; says what would be done, with status 1 if there is anything.',
    },
  ],
  examples: [
    ['stackling migrate --check', 'Is there anything to do?'],
    [
      'stackling migrate --database postgres://stackling@db.example.com/stackling',
      'Brings a shared database up to date.',
    ],
  ],
  next: 'stackling serve',
  load: async () => (await import('./commands/migrate.ts')).migrateDatabase,
}

const openapi: Command = {
  name: 'openapi',
  summary: 'prints the OpenAPI 3.1 document of a service',
  about: [
    'The document is made from the same declarations that answer requests, for the microversion ' +
      'you ask for. Nothing needs to run.',
  ],
  settings: [],
  options: [
    {
      name: 'service',
      placeholder: '<identity|compute|block-storage|image>',
      help: 'Which service. Must be given.',
    },
    {
      name: 'version',
      placeholder: '<microversion>',
      help: 'Such as 2.41, or latest. (default: latest)',
    },
  ],
  examples: [
    ['stackling openapi --service compute > compute.json', 'Compute at its newest version.'],
    [
      'stackling openapi --service block-storage --version 3.27',
      'Block Storage as it was at 3.27.',
    ],
  ],
  load: async () => (await import('./commands/openapi.ts')).openapi,
}

const policy: Command = {
  name: 'policy',
  summary: 'prints a sample of the policy file',
  about: [
    'Prints every rule with its default, what it guards, and why, each commented out. Change ' +
      'what you need and give the file to serve with --policy-file.',
  ],
  settings: [],
  options: [
    {
      name: 'service',
      placeholder: '<identity|compute|block-storage|image>',
      help: 'Only the rules of this service. (default: all)',
    },
  ],
  examples: [['stackling policy > policy.yaml', 'A file to start from.']],
  next: 'stackling serve --policy-file policy.yaml',
  load: async () => (await import('./commands/policy.ts')).policy,
}

const coverage: Command = {
  name: 'coverage',
  summary: 'prints which operations of the real services are here',
  about: [
    'Compares what this program answers with what OpenStack publishes. An operation counts when ' +
      'a test has driven it over HTTP.',
  ],
  settings: [],
  options: [
    {
      name: 'service',
      placeholder: '<identity|compute|block-storage|image>',
      help: 'Only the calls of this service. (default: all)',
    },
  ],
  examples: [
    ['stackling coverage | less', 'Is the call you need there?'],
    ['stackling coverage --service compute | grep aggregates', 'Are those?'],
  ],
  load: async () => (await import('./commands/coverage.ts')).coverage,
}

const mapping: Command = {
  name: 'mapping',
  summary: 'tries a mapping of federation out',
  about: [
    'Prints who somebody would be by the rules of a mapping and what an identity provider says of ' +
      'them, or why they would not come in. Nothing needs to run, and names are not looked up.',
  ],
  settings: [],
  options: [
    {
      name: 'rules',
      placeholder: '<file>',
      help: 'The mapping as JSON: its rules, or an object with them. Must be given.',
    },
    {
      name: 'attributes',
      placeholder: '<file>',
      help: 'What is said, as JSON: an object of texts and lists of texts. Must be given.',
    },
  ],
  examples: [['stackling mapping --rules rules.json --attributes bob.json', 'Who would Bob be?']],
  next: 'openstack mapping create --rules rules.json <name>',
  load: async () => (await import('./commands/mapping.ts')).mapping,
}

const version: Command = {
  name: 'version',
  summary: 'prints the version',
  about: ['Prints the versions of Stackling and of the Node that runs it.'],
  settings: [],
  options: [],
  examples: [['stackling version', 'For a report of a mistake.']],
  load: async () => (await import('./commands/version.ts')).version,
}

export const COMMANDS: readonly Command[] = [
  serve,
  env,
  ...ACCESS_COMMANDS,
  migrate,
  openapi,
  policy,
  coverage,
  mapping,
  version,
]
