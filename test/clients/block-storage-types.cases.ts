import type { Case } from './case.ts'

/** What volumes are made of: types, how fast and how secret they are, and where they lie. */
export const BLOCK_STORAGE_TYPES: Case[] = [
  {
    name: 'QoS specs are made, changed, associated, shown, listed and deleted',
    run:
      'openstack volume qos create --consumer both --property total_iops_sec=1000 slow && ' +
      'openstack volume qos set --property read_iops_sec=500 slow && ' +
      'openstack volume qos unset --property read_iops_sec slow && ' +
      'openstack volume type create gold && openstack volume qos associate slow gold && ' +
      'openstack volume qos show -f json slow && openstack volume qos list -f json && ' +
      'openstack volume qos disassociate --all slow && openstack volume qos delete slow && ' +
      '! openstack volume qos show slow',
    shows: ['"consumer": "both"', '"total_iops_sec": "1000"', '"gold"'],
    hides: ['"read_iops_sec"'],
  },
  {
    name: 'a type with encryption is made, changed, shown and listed',
    run:
      'openstack volume type create --description d --property volume_backend_name=simulated ' +
      '--encryption-provider luks --encryption-cipher aes-xts-plain64 --encryption-key-size 256 ' +
      '--encryption-control-location front-end secret && ' +
      'openstack volume type set --name secret2 --description e --property colour=blue ' +
      '--encryption-key-size 512 secret && openstack volume type unset --property colour secret2 && ' +
      'openstack volume type show --encryption-type -f json secret2 && ' +
      'openstack volume type list --long --encryption-type -f json',
    shows: ['"description": "e"', 'aes-xts-plain64', '512', '"secret2"'],
  },
  {
    name: 'a volume of it is encrypted, and its key has an id',
    run:
      'openstack volume create --size 1 --type secret2 hidden && ' +
      'openstack --os-volume-api-version 3.64 volume show -f json hidden',
    shows: ['"encrypted": true', /"encryption_key_id": "[\da-f-]{36}"/],
  },
  {
    name: 'types are deleted once no volume is of them',
    run:
      '! openstack volume type delete secret2 && openstack volume delete hidden && ' +
      'while openstack volume show hidden; do sleep 1; done; ' +
      'openstack volume type delete secret2 gold && ! openstack volume type show secret2',
  },
  {
    name: 'a private type is let to a project and taken from it',
    run:
      'openstack volume type create --private ours && ' +
      'openstack volume type set --project demo ours && openstack volume type show -f json ours && ' +
      'openstack volume type unset --project demo ours && openstack volume type delete ours',
    shows: ['"is_public": false'],
  },
  {
    name: 'pools are listed, and what a backend can do is shown',
    run:
      'cinder get-pools --detail && cinder get-capabilities host-1@simulated && ' +
      'cinder --os-volume-api-version 3.35 get-pools --filters name=host-1@simulated#simulated',
    shows: ['host-1@simulated#simulated', 'volume_backend_name', 'thin_provisioning'],
  },
]
