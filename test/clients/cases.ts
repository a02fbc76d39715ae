/** What the real clients do, in order: later cases use what earlier ones made. */
import { BLOCK_STORAGE_NOUNS } from './block-storage-nouns.cases.ts'
import { BLOCK_STORAGE_TYPES } from './block-storage-types.cases.ts'
import type { Case } from './case.ts'
import { COMPUTE_PARTS } from './compute-parts.cases.ts'
import { COMPUTE_QUOTAS } from './compute-quotas.cases.ts'
import { COMPUTE_ACTIONS } from './compute-actions.cases.ts'
import { INTERFACES } from './compute-interfaces.cases.ts'
import { IMAGE_METADEFS } from './image-metadefs.cases.ts'
import { IDENTITY_CATALOG } from './identity-catalog.cases.ts'
import { FAMILIES } from './identity-families.cases.ts'
import { IDENTITY } from './identity.cases.ts'
import { IDENTITY_DELEGATION } from './identity-delegation.cases.ts'
import { IDENTITY_FEDERATION } from './identity-federation.cases.ts'
import { IDENTITY_GUIDE } from './identity-guide.cases.ts'
import { IDENTITY_NOUNS } from './identity-nouns.cases.ts'
import { IDENTITY_OIDC } from './identity-oidc.cases.ts'
import { NETWORK_NOUNS } from './network-nouns.cases.ts'
import { NETWORKS } from './network.cases.ts'
import { PLACEMENT } from './placement.cases.ts'
import { SDK } from './sdk.cases.ts'
import { IMAGES } from './image.cases.ts'

const FIRST_MINUTE: Case[] = [
  {
    name: 'a stranger makes an aggregate in a zone',
    run: 'openstack aggregate create --zone az1 --property ssd=true fast',
    shows: ['az1', "ssd='true'"],
  },
  {
    name: 'a stranger adds a host to it',
    run: 'openstack aggregate add host fast host-1',
    shows: ['host-1'],
  },
  {
    name: 'a stranger sets its metadata',
    run: 'openstack aggregate set --property key=value fast',
  },
  {
    name: 'the aggregate shows it',
    run: 'openstack aggregate show -f json fast',
    shows: ['"key": "value"', '"ssd": "true"', '"availability_zone": "az1"'],
  },
  { name: 'a stranger unsets it', run: 'openstack aggregate unset --property key fast' },
  {
    name: 'the aggregate shows it no more',
    run: 'openstack aggregate show -f json fast',
    hides: ['"key"'],
  },
  {
    name: 'a stranger makes a volume',
    run: 'openstack volume create --size 1 v1',
    shows: ['v1', /size\s+\| 1/],
  },
  {
    name: 'a stranger sets metadata of a volume',
    run: 'openstack volume set --property key1=val1 --property key2=val2 v1',
  },
  {
    name: 'the list of volumes shows it',
    run: 'openstack volume list --long -f json',
    shows: ['"key1": "val1"', '"key2": "val2"', '"available"'],
  },
  {
    name: 'cinder finds volumes by it',
    run: 'cinder list --metadata key1=val1',
    shows: ['v1'],
  },
  {
    name: 'cinder finds none by another value',
    run: 'cinder list --metadata key1=other',
    hides: ['v1'],
  },
]

const AGGREGATES: Case[] = [
  {
    name: 'aggregates are listed',
    run: 'openstack aggregate list --long -f json',
    shows: ['fast', 'az1'],
  },
  { name: 'an aggregate is renamed', run: 'openstack aggregate set --name faster --zone az2 fast' },
  {
    name: 'nova sets metadata',
    run: 'nova aggregate-set-metadata faster rack=r1',
    shows: ['rack=r1'],
  },
  {
    name: 'a second zone for one host is refused',
    run: 'openstack aggregate create --zone az9 slow && openstack aggregate add host slow host-1',
    fails: true,
    shows: ['409', 'already in availability zone'],
  },
  {
    name: 'a name is taken once',
    run: 'openstack aggregate create slow',
    fails: true,
    shows: ['Aggregate slow already exists.'],
  },
  {
    name: 'an unknown host is refused',
    run: 'openstack aggregate add host slow nowhere',
    fails: true,
    shows: ['404'],
  },
  {
    name: 'availability zones follow the aggregates',
    run: 'openstack availability zone list --compute -f json',
    shows: ['az2', 'nova'],
  },
  {
    name: 'an aggregate with hosts is kept',
    run: 'openstack aggregate delete faster',
    fails: true,
    shows: ['Host aggregate is not empty'],
  },
  { name: 'a host is taken out', run: 'openstack aggregate remove host faster host-1' },
  { name: 'an empty aggregate goes', run: 'openstack aggregate delete faster slow' },
]

const HOSTS: Case[] = [
  {
    name: 'compute services are up',
    run: 'openstack compute service list -f json',
    shows: ['nova-compute', 'nova-scheduler', 'host-3', '"up"'],
  },
  {
    name: 'a service is disabled with a reason',
    run: 'openstack compute service set --disable --disable-reason repair host-2 nova-compute',
  },
  {
    name: 'the list says so',
    run: 'openstack compute service list --long --host host-2 -f json',
    shows: ['disabled', 'repair'],
  },
  {
    name: 'a service is enabled again',
    run: 'openstack compute service set --enable host-2 nova-compute',
  },
  {
    name: 'a service is forced down',
    run: 'openstack --os-compute-api-version 2.53 compute service set --down host-3 nova-compute && openstack compute service list --host host-3 -f json',
    shows: ['"down"'],
  },
  {
    name: 'and up again',
    run: 'openstack --os-compute-api-version 2.53 compute service set --up host-3 nova-compute',
  },
  {
    name: 'hypervisors are listed',
    run: 'openstack hypervisor list -f json',
    shows: ['host-1', 'host-2', 'host-3'],
  },
  { name: 'a hypervisor is shown', run: 'openstack hypervisor show host-1', shows: ['host-1'] },
  { name: 'nova lists hypervisors', run: 'nova hypervisor-list', shows: ['host-1'] },
  { name: 'nova lists services', run: 'nova service-list', shows: ['nova-compute'] },
]

const VOLUMES: Case[] = [
  {
    name: 'a volume shows its metadata',
    run: 'openstack volume show -f json v1',
    shows: ['"key1": "val1"', '"status": "available"'],
  },
  { name: 'a property of a volume is unset', run: 'openstack volume unset --property key1 v1' },
  {
    name: 'the other property stays',
    run: 'openstack volume show -f json v1',
    shows: ['"key2": "val2"'],
    hides: ['key1'],
  },
  { name: 'cinder sets metadata', run: 'cinder metadata v1 set tier=gold', shows: [] },
  {
    name: 'cinder shows metadata',
    run: 'cinder metadata-show v1',
    shows: ['tier', 'gold', 'key2'],
  },
  {
    name: 'cinder replaces metadata',
    run: 'cinder metadata-update-all v1 only=this && cinder metadata-show v1',
    shows: ['only'],
    hides: ['gold'],
  },
  { name: 'a volume is renamed', run: 'openstack volume set --name v2 --description words v1' },
  { name: 'a volume grows', run: 'openstack volume set --size 2 v2' },
  {
    name: 'its new size is shown',
    run: 'for i in 1 2 3 4 5; do openstack volume show -f value -c status -c size v2 | tr "\\n" " " | grep -q "2 available\\|available 2" && echo grown && break; done',
    shows: ['grown'],
  },
  {
    name: 'a volume is made from another',
    run: 'openstack volume create --source v2 copy',
    shows: ['copy'],
  },
  {
    name: 'a state is reset',
    run: 'openstack volume set --state error copy && openstack volume show -f value -c status copy',
    shows: ['error'],
  },
  {
    name: 'volumes are filtered by status',
    run: 'openstack volume list --status error -f json',
    shows: ['copy'],
    hides: ['"v2"'],
  },
  {
    name: 'a page of volumes is listed',
    run: 'cinder list --limit 1 | grep -c "v2\\|copy"',
    shows: [/^1\s*$/],
  },
  { name: 'volumes are deleted', run: 'openstack volume delete v2 copy' },
  {
    name: 'an unknown volume is refused',
    run: 'openstack volume show nowhere',
    fails: true,
    shows: ['nowhere'],
  },
]

const TYPES_AND_QUOTAS: Case[] = [
  {
    name: 'volume types are listed',
    run: 'openstack volume type list -f json',
    shows: ['__DEFAULT__'],
  },
  {
    name: 'a volume type is made with extra specs',
    run: 'openstack volume type create --property speed=fast ssd',
    shows: ['ssd', 'fast'],
  },
  {
    name: 'a volume has that type',
    run: 'openstack volume create --type ssd --size 1 typed -f json',
    shows: ['"type": "ssd"'],
  },
  {
    name: 'a type in use is kept',
    run: 'openstack volume type delete ssd',
    fails: true,
  },
  {
    name: 'the quota of a project is set',
    run: 'project=$(openstack project show -f value -c id admin); cinder quota-update --volumes 1 $project && cinder quota-show $project | grep -w volumes',
    shows: ['1'],
  },
  {
    name: 'a volume beyond the quota is refused',
    run: 'openstack volume create --size 1 beyond',
    fails: true,
    shows: ["Maximum number of volumes allowed (1) exceeded for quota 'volumes'"],
  },
  {
    name: 'the quota is raised again',
    run: 'cinder quota-update --volumes 10 $(openstack project show -f value -c id admin)',
  },
  { name: 'limits say what is used', run: 'cinder absolute-limits', shows: ['totalVolumesUsed'] },
  {
    name: 'volume services are up',
    run: 'openstack volume service list -f json',
    shows: ['cinder-volume', 'cinder-scheduler', 'up'],
  },
  {
    name: 'volume zones are listed',
    run: 'openstack availability zone list --volume -f json',
    shows: ['nova'],
  },
]

export const CASES: readonly Case[] = [
  ...FIRST_MINUTE,
  ...AGGREGATES,
  ...HOSTS,
  ...VOLUMES,
  ...BLOCK_STORAGE_NOUNS,
  ...TYPES_AND_QUOTAS,
  ...BLOCK_STORAGE_TYPES,
  ...IDENTITY,
  ...IDENTITY_NOUNS,
  ...FAMILIES,
  ...IDENTITY_DELEGATION,
  ...IDENTITY_FEDERATION,
  ...IDENTITY_OIDC,
  ...IMAGES,
  ...IDENTITY_CATALOG,
  ...IMAGE_METADEFS,
  ...NETWORKS,
  ...NETWORK_NOUNS,
  ...COMPUTE_ACTIONS,
  ...INTERFACES,
  ...COMPUTE_PARTS,
  ...PLACEMENT,
  ...COMPUTE_QUOTAS,
  ...SDK,
  ...IDENTITY_GUIDE,
]
