/**
 * Every setting, once. Flags, environment variables, the configuration file, `--help` and
 * docs/configuration.md are derived from this table.
 */
import { ACCESS_SETTINGS } from './access.settings.ts'
import { IDENTITY_SETTINGS } from './identity.settings.ts'
import { IMAGE_SETTINGS } from './image.settings.ts'
import { backends } from './backends.ts'
import { networkAgents } from './network-agents.ts'
import { imageStoreList } from './image-stores.ts'
import { IMAGE_IMPORT_SETTINGS } from './image-import.settings.ts'
import { hosts } from './hosts.ts'
import { choice, duration, list, path, port, switches, text, url } from './kinds.ts'
import { setting, type Setting } from './setting.ts'

/** Without a path: browsers send none, not even a slash. */
const ORIGIN = /^(\*|https?:\/\/[^\s/?#@]+)$/
const ADDRESS = /^(\*|[\da-fA-F:.]+)$/

export const SETTINGS = {
  config: setting({
    kind: path('file'),
    default: undefined,
    shown: 'stackling.yaml in the data directory, if there is one',
    help: 'The configuration file to read.',
    topic: 'state',
    outsideFile: true,
  }),
  dataDir: setting({
    kind: path('directory'),
    default: '.stackling',
    help:
      'The directory for the embedded database, images and clouds.yaml. Made if missing, for you ' +
      'alone.',
    topic: 'state',
  }),
  database: setting({
    kind: text('url', 'postgres://user:password@host/name, sqlite:file, or sqlite::memory:'),
    default: undefined,
    shown: 'the SQLite file stackling.db in the data directory',
    help:
      'The database: postgres://… for several replicas, sqlite::memory: for a cloud that is ' +
      'forgotten when it stops.',
    topic: 'state',
    secret: true,
  }),
  listen: setting({
    kind: text('address', 'an address or host name of this machine'),
    default: '127.0.0.1',
    help: 'The address to listen on; 0.0.0.0 is all of IPv4, and lets the network in.',
    topic: 'network',
  }),
  identityPort: setting({
    kind: port,
    default: 5000,
    help: 'The port of Identity (Keystone).',
    topic: 'network',
  }),
  computePort: setting({
    kind: port,
    default: 8774,
    help: 'The port of Compute (Nova).',
    topic: 'network',
  }),
  blockStoragePort: setting({
    kind: port,
    default: 8776,
    help: 'The port of Block Storage (Cinder).',
    topic: 'network',
  }),
  imagePort: setting({
    kind: port,
    default: 9292,
    help: 'The port of Image (Glance).',
    topic: 'network',
  }),
  networkPort: setting({
    kind: port,
    default: 9696,
    help: 'The port of Network (Neutron).',
    topic: 'network',
  }),
  placementPort: setting({
    kind: port,
    default: 8778,
    help: 'The port of Placement.',
    topic: 'network',
  }),
  singlePort: setting({
    kind: port,
    default: undefined,
    shown: 'each service has its own port',
    help:
      'All services on this one port, under /identity, /compute, /volume, /image, /networking and ' +
      '/placement.',
    topic: 'network',
  }),
  publicUrl: setting({
    kind: url,
    default: undefined,
    shown: 'the address that each client used',
    help:
      'The address that the catalogue and links give to clients, behind a proxy for example. ' +
      'Where each service has its own port, that port is added to it.',
    topic: 'network',
  }),
  trustedProxies: setting({
    kind: list('addresses', 'IP addresses separated by commas, or * for any', ADDRESS),
    default: [],
    shown: 'none',
    help: 'Proxies whose X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-For headers are believed.',
    topic: 'network',
  }),
  corsAllowedOrigin: setting({
    kind: list(
      'origins',
      'origins as browsers name them, separated by commas, such as https://console.example.com, or *',
      ORIGIN,
    ),
    default: [],
    shown: 'none',
    help:
      'Origins whose pages may use the services from a browser (CORS), with the methods and headers ' +
      'that the services of OpenStack allow.',
    topic: 'network',
  }),
  hosts: setting({
    kind: hosts,
    default: ['host-1', 'host-2', 'host-3'],
    shown: '3: host-1, host-2, host-3',
    help:
      'The simulated hosts on which servers and volumes are placed. In the file each may say how ' +
      'many vcpus, how much memory and how much disk (GiB) it has.',
    topic: 'cloud',
  }),
  backends: setting({
    kind: backends,
    default: undefined,
    shown: 'one, of one pool of 2,000 TiB on each host',
    help:
      'The backends of Block Storage: each runs on every host, or on those that it names, and has ' +
      'pools that the extra specs of volume types choose among.',
    topic: 'cloud',
  }),
  networkAgents: setting({
    kind: networkAgents,
    default: undefined,
    shown: 'none',
    help:
      'The simulated agents of Network: they are listed, and networks and routers are scheduled on ' +
      'them, but they forward nothing.',
    topic: 'cloud',
  }),
  imageStores: setting({
    kind: imageStoreList,
    default: undefined,
    shown: 'one, of files below the data directory',
    help:
      'Where the bytes of images lie: in directories, or in stores that speak S3, which several ' +
      'replicas share. The first is the default unless another says so.',
    topic: 'cloud',
    secret: true,
  }),
  transitions: setting({
    kind: choice('instant', 'realistic', 'manual'),
    default: 'instant',
    help:
      'How long work such as creating a volume takes: no time, about as long as on real ' +
      'hardware, or until told.',
    topic: 'cloud',
  }),
  computeReclaimInterval: setting({
    kind: duration,
    default: undefined,
    shown: 'none: they are gone at once',
    help:
      'For how long servers that were deleted can be restored (`reclaim_instance_interval` of ' +
      'nova.conf).',
    topic: 'cloud',
  }),
  preset: setting({
    kind: choice('devstack', 'none'),
    default: 'devstack',
    help:
      'What a new cloud begins with beside its users: what DevStack makes (a public image `cirros`, ' +
      'flavors, networks, definitions of what images can ask for), or nothing.',
    topic: 'cloud',
  }),
  region: setting({
    kind: text('name', 'the name of a region'),
    default: 'RegionOne',
    help: 'The region of a new cloud.',
    topic: 'cloud',
  }),
  catalog: setting({
    kind: switches(['block-storage', 'volumev3', 'volumev2']),
    default: ['block-storage', 'volumev3', 'volumev2'],
    shown: 'all on',
    help: 'Which entries the catalogue of a new cloud offers for Block Storage.',
    topic: 'cloud',
  }),
  resourceFilters: setting({
    kind: path('file'),
    default: undefined,
    shown: "Cinder's stock file",
    help:
      'By what lists of Block Storage can be filtered: a resource_filters.json as Cinder has it. ' +
      'Other filters are refused to all but administrators.',
    topic: 'cloud',
  }),
  ...IMAGE_IMPORT_SETTINGS,
  ...ACCESS_SETTINGS,
  ...IDENTITY_SETTINGS,
  ...IMAGE_SETTINGS,
  logLevel: setting({
    kind: choice('debug', 'info', 'warn', 'error', 'silent'),
    default: 'info',
    help:
      'What is worth a line on standard error: info has one for every change and every refusal, ' +
      'debug one for every request.',
    topic: 'running',
  }),
  logFormat: setting({
    kind: choice('json', 'pretty'),
    default: undefined,
    shown: 'pretty on a terminal, json elsewhere',
    help: 'Log lines for programs or for people.',
    topic: 'running',
  }),
}

export type SettingName = keyof typeof SETTINGS

export type Settings = {
  readonly [K in SettingName]: (typeof SETTINGS)[K] extends Setting<infer T, infer D>
    ? undefined extends D
      ? T | undefined
      : T
    : never
}

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]

/** The setting with its types forgotten, for walking the table. */
export function settingOf(name: SettingName): Setting {
  return SETTINGS[name]
}

/** `dataDir` → `data-dir`: its name as a flag and in the file. */
export function flagOf(name: SettingName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `dataDir` → `STACKLING_DATA_DIR`. */
export function variableOf(name: SettingName): string {
  return `STACKLING_${flagOf(name).replaceAll('-', '_').toUpperCase()}`
}

/** The setting whose name in a file or as a flag this is. */
export function settingNamed(flag: string): SettingName | undefined {
  return SETTING_NAMES.find((name) => flagOf(name) === flag)
}
