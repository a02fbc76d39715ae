/**
 * The schema of images. Source: openstack/glance glance/api/v2/images.py (get_base_properties),
 * etc/schema-image.json.
 */
import { VISIBILITIES } from '../images/image-status.ts'
import { collectionSchema, glanceSchema, UUID } from './schema.ts'

/** What an image may be called, apart from its id. */
export const DISK_FORMATS = [
  'ami',
  'ari',
  'aki',
  'vhd',
  'vhdx',
  'vmdk',
  'raw',
  'qcow2',
  'vdi',
  'iso',
  'ploop',
] as const

export const CONTAINER_FORMATS = [
  'ami',
  'ari',
  'aki',
  'bare',
  'ovf',
  'ova',
  'docker',
  'compressed',
] as const

const TEXT = { type: 'string' }
const TEXT_OR_NULL = { type: ['null', 'string'] }
const SHOWN = { ...TEXT, readOnly: true }
const SHOWN_OR_NULL = { ...TEXT_OR_NULL, readOnly: true }
const SHOWN_INTEGER = { type: ['null', 'integer'], readOnly: true }

/** A text, or null, for people; what stands in a schema is shown to clients word for word. */
const described = (type: object, description: string, more: object = {}) => ({
  ...type,
  description,
  ...more,
})

const VALIDATION_DATA = {
  description:
    'Values to be used to populate the corresponding image properties. If the image status is not ' +
    "'queued', values must exactly match those already contained in the image properties.",
  type: 'object',
  writeOnly: true,
  additionalProperties: false,
  properties: {
    checksum: { type: 'string', minLength: 32, maxLength: 32 },
    os_hash_algo: { type: 'string', maxLength: 64 },
    os_hash_value: { type: 'string', maxLength: 128 },
  },
  required: ['os_hash_algo', 'os_hash_value'],
}

const LOCATIONS = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      url: { type: 'string', maxLength: 255 },
      metadata: { type: 'object' },
      validation_data: VALIDATION_DATA,
    },
    required: ['url', 'metadata'],
  },
  description: 'A set of URLs to access the image file kept in external store',
}

const STATUSES = [
  'queued',
  'saving',
  'active',
  'killed',
  'deleted',
  'uploading',
  'importing',
  'pending_delete',
  'deactivated',
]

const BASE = {
  id: described(TEXT, 'An identifier for the image', { pattern: UUID }),
  name: described(TEXT_OR_NULL, 'Descriptive name for the image', { maxLength: 255 }),
  status: described(SHOWN, 'Status of the image', { enum: STATUSES }),
  visibility: described(TEXT, 'Scope of image accessibility', { enum: VISIBILITIES }),
  protected: described({ type: 'boolean' }, 'If true, image will not be deletable.'),
  os_hidden: described(
    { type: 'boolean' },
    'If true, image will not appear in default image list response.',
  ),
  checksum: described(SHOWN_OR_NULL, 'md5 hash of image contents.', { maxLength: 32 }),
  os_hash_algo: described(SHOWN_OR_NULL, 'Algorithm to calculate the os_hash_value', {
    maxLength: 64,
  }),
  os_hash_value: described(
    SHOWN_OR_NULL,
    'Hexdigest of the image contents using the algorithm specified by the os_hash_algo',
    { maxLength: 128 },
  ),
  owner: described(TEXT_OR_NULL, 'Owner of the image', { maxLength: 255 }),
  size: described(SHOWN_INTEGER, 'Size of image file in bytes'),
  virtual_size: described(SHOWN_INTEGER, 'Virtual size of image in bytes'),
  container_format: described(TEXT_OR_NULL, 'Format of the container', {
    enum: [null, ...CONTAINER_FORMATS],
  }),
  disk_format: described(TEXT_OR_NULL, 'Format of the disk', { enum: [null, ...DISK_FORMATS] }),
  created_at: described(SHOWN, 'Date and time of image registration'),
  updated_at: described(SHOWN, 'Date and time of the last image modification'),
  tags: {
    type: 'array',
    description: 'List of strings related to the image',
    items: { type: 'string', maxLength: 255 },
  },
  direct_url: described(SHOWN, 'URL to access the image file kept in external store'),
  min_ram: described({ type: 'integer' }, 'Amount of ram (in MB) required to boot image.'),
  min_disk: described({ type: 'integer' }, 'Amount of disk space (in GB) required to boot image.'),
  self: described(SHOWN, 'An image self url'),
  file: described(SHOWN, 'An image file url'),
  stores: described(
    SHOWN,
    'Store in which image data resides.  Only present when the operator has enabled multiple ' +
      'stores.  May be a comma-separated list of store identifiers.',
  ),
  schema: described(SHOWN, 'An image schema url'),
  locations: LOCATIONS,
}

const KEYS = 'https://docs.openstack.org/python-glanceclient/latest/cli/property-keys.html'

function amiPart(part: string) {
  return {
    ...TEXT_OR_NULL,
    pattern: UUID,
    description:
      `ID of image stored in Glance that should be used as the ${part} when booting an ` +
      'AMI-style image.',
    is_base: false,
  }
}

const custom = (description: string, more: object = {}) => ({
  description,
  ...TEXT,
  ...more,
  is_base: false,
})

/** Properties that every cloud knows, though images need not have them. */
const COMMON = {
  kernel_id: amiPart('kernel'),
  ramdisk_id: amiPart('ramdisk'),
  instance_uuid: {
    ...TEXT,
    description:
      'Metadata which can be used to record which instance this image is associated with. ' +
      '(Informational only, does not create an instance snapshot.)',
    is_base: false,
  },
  architecture: custom(`Operating system architecture as specified in ${KEYS}`),
  os_distro: custom(`Common name of operating system distribution as specified in ${KEYS}`),
  os_version: custom('Operating system version as specified by the distributor.'),
  description: custom('A human-readable string describing this image.'),
  cinder_encryption_key_id: custom(
    'Identifier in the OpenStack Key Management Service for the encryption key for the Block ' +
      'Storage Service to use when mounting a volume created from this image',
  ),
  cinder_encryption_key_deletion_policy: custom(
    'States the condition under which the Image Service will delete the object associated with ' +
      "the 'cinder_encryption_key_id' image property.  If this property is missing, the Image " +
      'Service will take no action',
    { enum: ['on_image_deletion', 'do_not_delete'] },
  ),
}

export const IMAGE_SCHEMA = glanceSchema(
  'image',
  { ...BASE, ...COMMON },
  {
    others: { type: 'string' },
    links: [
      { rel: 'self', href: '{self}' },
      { rel: 'enclosure', href: '{file}' },
      { rel: 'describedby', href: '{schema}' },
    ],
  },
)

export const IMAGES_SCHEMA = collectionSchema('images', IMAGE_SCHEMA)
