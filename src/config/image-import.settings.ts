/** What may be imported into Image, from where, and what that adds to an image. */
import { isIP } from 'node:net'
import { count, flag, list, map, path, ports } from './kinds.ts'
import { setting } from './setting.ts'

const SCHEME = /^https?$/
const HOST = /^[A-Za-z0-9:]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$/
const METHOD = /^(glance-direct|web-download|copy-image)$/
const ROLE = /^[^\s,]{1,255}$/

const hostNames = list('hosts', 'names or addresses of hosts, separated by commas', HOST)
const schemes = list('schemes', 'http, https or both', SCHEME)

const networks = {
  ...list('networks', 'networks such as 10.0.0.0/8 or fd00::/8, separated by commas', /./),
  read(raw: unknown, base: string): readonly string[] | undefined {
    const found = list('', '', /./).read(raw, base)
    return found?.every(isNetwork) === true ? found : undefined
  },
}

function isNetwork(written: string): boolean {
  const [address = '', bits, ...more] = written.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
  return most > 0 && fits && more.length === 0
}

export const IMAGE_IMPORT_SETTINGS = {
  imageShowLocations: setting({
    kind: flag,
    default: false,
    shown: 'off',
    help:
      'Show where the bytes of images lie to whoever sees the images, and let owners change it ' +
      '(`show_multiple_locations` of Glance).',
    topic: 'image',
  }),
  imageShowDirectUrl: setting({
    kind: flag,
    default: false,
    shown: 'off',
    help: 'Show where the first copy of an image lies (`show_image_direct_url` of Glance).',
    topic: 'image',
  }),
  imageCacheDir: setting({
    kind: path('directory'),
    default: undefined,
    shown: 'no cache',
    help:
      'The directory in which this machine keeps copies of images whose stores are far away ' +
      '(`image_cache_dir` of Glance). Administrators say of which, by the calls about the cache, ' +
      'which are there with it alone.',
    topic: 'image',
  }),
  imageCacheMaxSize: setting({
    kind: count(0),
    default: 10_240,
    help: 'MiB that remain in the cache after it is pruned (`image_cache_max_size` of Glance).',
    topic: 'image',
  }),
  imageImportMethods: setting({
    kind: list(
      'methods',
      'any of glance-direct, web-download and copy-image, separated by commas',
      METHOD,
    ),
    default: ['glance-direct', 'web-download', 'copy-image'],
    shown: 'all',
    help: 'How images may be imported (`enabled_import_methods` of Glance).',
    topic: 'image',
  }),
  imageImportAllowedNetworks: setting({
    kind: networks,
    default: [],
    shown: 'none',
    help:
      'Networks that are not public and that users may have images downloaded from all the same. ' +
      'Loopback, link-local, private and other special addresses are closed.',
    topic: 'image',
  }),
  imageImportAllowedSchemes: setting({
    kind: schemes,
    default: ['http', 'https'],
    shown: 'both',
    help: 'What addresses that images are downloaded from begin with (`allowed_schemes` of Glance).',
    topic: 'image',
  }),
  imageImportDisallowedSchemes: setting({
    kind: schemes,
    default: [],
    shown: 'none',
    help: 'What they do not begin with, where no schemes are allowed by name.',
    topic: 'image',
  }),
  imageImportAllowedHosts: setting({
    kind: hostNames,
    default: [],
    shown: 'any whose address is public',
    help:
      'The only hosts that images are downloaded from, wherever they are (`allowed_hosts` of ' +
      'Glance).',
    topic: 'image',
  }),
  imageImportDisallowedHosts: setting({
    kind: hostNames,
    default: [],
    shown: 'none',
    help: 'Hosts that they are not downloaded from, where none are allowed by name.',
    topic: 'image',
  }),
  imageImportAllowedPorts: setting({
    kind: ports,
    default: [80, 443],
    help: 'Ports that images are downloaded from (`allowed_ports` of Glance).',
    topic: 'image',
  }),
  imageImportDisallowedPorts: setting({
    kind: ports,
    default: [],
    shown: 'none',
    help: 'Ports that they are not downloaded from, where none are allowed by number.',
    topic: 'image',
  }),
  imageImportInject: setting({
    kind: map('properties', 'properties and their values: department=sales,checked=yes'),
    default: {},
    shown: 'none',
    help: 'Properties that every image gets that is imported (`inject_metadata_properties`).',
    topic: 'image',
  }),
  imageImportInjectIgnoreRoles: setting({
    kind: list('roles', 'names of roles, separated by commas', ROLE),
    default: ['admin'],
    help: 'Who has one of these roles imports images without those properties.',
    topic: 'image',
  }),
  imageImportDecompress: setting({
    kind: flag,
    default: false,
    shown: 'off',
    help:
      'Import what is packed by gzip, or alone in a ZIP archive, as what is in it (the plugin ' +
      '`image_decompression`).',
    topic: 'image',
  }),
}
