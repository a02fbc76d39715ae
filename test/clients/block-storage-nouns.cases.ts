import type { Case } from './case.ts'

/** Waits until a thing has a state: `become volume v1 available`. */
const BECOME =
  'become() { for i in 1 2 3 4 5 6 7 8 9; do ' +
  'test "$(openstack volume ${1#volume} show -f value -c status $2)" = $3 && return; done; ' +
  'false; }; '

const AT = (version: string, command: string) =>
  `openstack --os-volume-api-version ${version} volume ${command}`

/** What Block Storage keeps beside volumes and their types: create, show, set, list, delete. */
export const BLOCK_STORAGE_NOUNS: Case[] = [
  {
    name: 'a snapshot is made, changed, shown, listed, copied and deleted',
    run:
      `${BECOME}openstack volume create --size 1 base && become volume base available && ` +
      'openstack volume snapshot create --volume base --property a=b s1 && ' +
      'openstack volume snapshot set --name s2 --description d --property c=d s1 && ' +
      'openstack volume snapshot unset --property a s2 && become snapshot s2 available && ' +
      'openstack volume snapshot show -f json s2 && ' +
      'openstack volume snapshot list --volume base --long -f json && ' +
      'openstack volume create --snapshot s2 --size 2 larger && become volume larger available && ' +
      '! openstack volume delete base && openstack volume delete larger && ' +
      'openstack volume snapshot delete s2 && ! openstack volume snapshot show s2',
    shows: ['"description": "d"', '"c": "d"', '"s2"'],
    hides: ['"a": "b"'],
  },
  {
    name: 'a backup is made, changed, shown, listed, restored and deleted',
    run:
      `${BECOME}openstack volume backup create --name b1 --description d base && ` +
      'become backup b1 available && ' +
      `${AT('3.43', 'backup set --name b2 --property k=v b1')} && ` +
      `${AT('3.43', 'backup show -f json b2')} && openstack volume backup list --long -f json && ` +
      `${AT('3.43', 'backup unset --property k b2')} && ` +
      'openstack volume create --size 2 target && become volume target available && ' +
      'cinder backup-restore --volume target b2 && become volume target available && ' +
      'openstack volume backup delete b2 && openstack volume delete target && ' +
      'while openstack volume backup show b2; do sleep 1; done',
    shows: ['"name": "b2"', '"description": "d"', '"k": "v"', '"Status": "available"'],
  },
  {
    name: 'the record of a backup is exported, and imported once the backup is forgotten',
    run:
      `${BECOME}openstack volume backup create --name b3 base && become backup b3 available && ` +
      'openstack volume backup record export -f json b3 && ' +
      'service=$(openstack volume backup record export -f value -c backup_service b3) && ' +
      'record=$(openstack volume backup record export -f value -c backup_url b3) && ' +
      'openstack volume backup delete b3 && ' +
      'while openstack volume backup show b3; do sleep 1; done; ' +
      // This year's openstack posts the record to where it is exported.
      'cinder backup-import $service $record && become backup b3 available && ' +
      'openstack volume backup delete b3',
    shows: ['"backup_url"'],
  },
  {
    name: 'a transfer is made, shown, listed and deleted',
    run:
      'openstack volume transfer request create --name t1 base && ' +
      'openstack volume transfer request show -f json t1 && ' +
      'openstack volume transfer request list -f json && ' +
      // This year's openstack deletes by id alone.
      'openstack volume transfer request delete $(openstack volume transfer request show -f value -c id t1) && ' +
      '! openstack volume transfer request show t1',
    shows: ['"name": "t1"', '"Name": "t1"'],
  },
  {
    name: 'another project accepts a transfer, and gives the volume back',
    run:
      'demo() { (unset OS_USERNAME OS_PASSWORD OS_PROJECT_NAME OS_AUTH_URL; ' +
      'export OS_CLOUD=stackling-demo; "$@"); }; ' +
      'give() { openstack volume transfer request create -f value -c id -c auth_key base; }; ' +
      'take() { openstack volume transfer request accept --auth-key $1 $2; }; ' +
      'id=$(openstack volume show -f value -c id base) && accepted=$(give) && ' +
      'demo take $accepted && openstack volume show -f value -c os-vol-tenant-attr:tenant_id $id && ' +
      'demo openstack volume show -f value -c status base && ' +
      'returned=$(demo give) && take $returned && ' +
      'openstack volume show -f value -c status base',
    shows: [/available\n[^]*available/],
  },
  {
    name: 'an attachment is made, changed, completed, shown, listed and deleted',
    run:
      'cinder --os-volume-api-version 3.27 attachment-create base && ' +
      `attachment=$(${AT('3.27', 'attachment list -f value -c ID')}) && ` +
      `${AT('3.27', 'attachment set --initiator iqn.a --host h $attachment')} && ` +
      `${AT('3.44', 'attachment complete $attachment')} && ` +
      `${AT('3.44', 'attachment show -f json $attachment')} && ` +
      'openstack volume show -f value -c status base && ' +
      `${AT('3.44', 'attachment delete $attachment')} && ` +
      'openstack volume show -f value -c status base',
    shows: ['"Status": "attached"', /in-use\n[^]*available\n$/],
  },
  {
    name: 'a group and its type are made, changed, shown, listed and deleted',
    run:
      `${AT('3.11', 'group type create --description d gt')} && ` +
      // This year's openstack looks for the old name once it has given a new one.
      `${AT('3.11', 'group type set --description e --property k=v gt')} && ` +
      `cinder --os-volume-api-version 3.11 group-type-show gt && ` +
      `${AT('3.11', 'group type list -f json')} && ` +
      'export OS_VOLUME_API_VERSION=3.13 && cinder group-create --name g1 gt __DEFAULT__ && ' +
      'cinder group-update --name g2 --description words g1 && cinder group-show g2 && ' +
      'cinder group-list && cinder group-delete g2 && while cinder group-show g2; do sleep 1; done; ' +
      AT('3.11', 'group type delete gt'),
    shows: [/description +\| e /, 'words', '"gt"', 'g2'],
  },
  {
    name: 'a volume that no backend takes leaves a message, which is shown, listed and deleted',
    run:
      `${BECOME}openstack volume type create --property vendor_name=nobody nowhere && ` +
      'openstack volume create --size 1 --type nowhere lost && become volume lost error && ' +
      `message=$(${AT('3.5', 'message list -f value -c ID')}) && ` +
      `${AT('3.5', 'message show -f json $message')} && ` +
      `${AT('3.5', 'message list -f json')} && ${AT('3.5', 'message delete $message')} && ` +
      `${AT('3.5', 'message list -f csv')} && openstack volume delete lost`,
    shows: [
      'Could not find any available weighted backend.',
      '"VOLUME_VOLUME_001_003"',
      /\n"ID".*\n$/,
    ],
  },
  {
    name: 'that type is deleted once its volume is gone',
    run: 'while openstack volume show lost; do sleep 1; done; openstack volume type delete nowhere',
  },
  {
    name: 'a volume is given up, listed by its backend and had back',
    run:
      `${BECOME}openstack volume create --size 3 stray && become volume stray available && ` +
      'host=$(openstack volume show -f value -c os-vol-host-attr:host stray) && ' +
      'name=volume-$(openstack volume show -f value -c id stray) && cinder unmanage stray && ' +
      'while openstack volume show stray; do sleep 1; done; ' +
      'cinder --os-volume-api-version 3.8 manageable-list $host && ' +
      'cinder manage --name found $host $name && become volume found available && ' +
      'openstack volume show -f json found && openstack volume delete found',
    shows: [/source-name.*volume-/, '"size": 3'],
  },
  {
    name: 'a volume service is disabled for a reason, listed and enabled',
    run:
      'openstack volume service set --disable --disable-reason repair host-2@simulated cinder-volume && ' +
      'openstack volume service list --long -f json --host host-2@simulated && ' +
      'openstack volume service set --enable host-2@simulated cinder-volume && ' +
      'openstack volume service list -f value -c Status --host host-2@simulated',
    shows: ['"Status": "disabled"', '"Disabled Reason": "repair"', /enabled\n$/],
  },
  {
    name: 'a backend is frozen and thawed',
    run:
      'openstack volume host set --disable host-2@simulated && ' +
      'openstack volume service list -f json --host host-2@simulated && ' +
      'openstack volume host set --enable host-2@simulated && ' +
      'openstack volume service list -f value -c Status --host host-2@simulated',
    shows: ['"Status": "disabled"', /enabled\n$/],
  },
  {
    name: 'log levels of services are set and shown',
    run:
      'cinder service-set-log --binary cinder-volume --prefix cinder.volume debug && ' +
      'cinder service-get-log --binary cinder-volume --prefix cinder.volume',
    shows: ['cinder.volume.manager', 'DEBUG'],
  },
  {
    name: 'clusters are listed, of which there are none, and filters of lists',
    run:
      'openstack --os-volume-api-version 3.7 block storage cluster list -f json && ' +
      '! openstack --os-volume-api-version 3.7 block storage cluster show blue && ' +
      'openstack --os-volume-api-version 3.33 block storage resource filter list -f json && ' +
      'cinder --os-volume-api-version 3.33 list-filters --resource volume',
    shows: ['[]', '"Resource": "snapshot"', 'migration_status'],
  },
  {
    name: 'what was left is deleted',
    run: 'openstack volume delete base && while openstack volume show base; do sleep 1; done',
  },
]
