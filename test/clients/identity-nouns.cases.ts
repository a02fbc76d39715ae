import type { Case } from './case.ts'

/** What Identity keeps, kind by kind: create, show, set, list, delete. */
export const IDENTITY_NOUNS: Case[] = [
  {
    name: 'a domain is made, changed, shown, listed and deleted',
    run:
      'openstack domain create --description d dom && ' +
      'openstack domain set --name dom2 --description e --disable dom && ' +
      'openstack domain show -f json dom2 && openstack domain list -f json && ' +
      'openstack domain delete dom2 && ! openstack domain show dom2',
    shows: ['"description": "e"', '"enabled": false', '"dom2"'],
  },
  {
    name: 'a project is made, changed, shown, listed and deleted',
    run:
      'openstack project create --description d --property team=red pro && ' +
      'openstack project set --name pro2 --disable --property team=blue pro && ' +
      'openstack project show -f json pro2 && openstack project list --long -f json && ' +
      'openstack project delete pro2 && ! openstack project show pro2',
    shows: ['"team": "blue"', '"enabled": false', '"pro2"'],
  },
  {
    name: 'a user is made, changed, shown, listed and deleted',
    run:
      'openstack user create --password p --email a@example.com --description d use && ' +
      'openstack user set --name use2 --email b@example.com --ignore-password-expiry use && ' +
      'openstack user show -f json use2 && openstack user list --long -f json && ' +
      'openstack user delete use2 && ! openstack user show use2',
    shows: ['"email": "b@example.com"', '"ignore_password_expiry": true', '"use2"'],
  },
  {
    name: 'a user chooses another password',
    run:
      'openstack user create --password first chooser && ' +
      'openstack role add --project demo --user chooser member && ' +
      'export OS_CLOUD= OS_USERNAME=chooser OS_PROJECT_NAME=demo && ' +
      'OS_PASSWORD=first openstack user password set --original-password first --password second && ' +
      'OS_PASSWORD=second openstack token issue -f json && ' +
      '! OS_PASSWORD=first openstack token issue',
    shows: ['"expires"'],
  },
  { name: 'that user is deleted', run: 'openstack user delete chooser' },
  {
    name: 'a group is made, changed, shown, listed and deleted',
    run:
      'openstack group create --description d gro && ' +
      'openstack group set --name gro2 --description e gro && ' +
      'openstack group add user gro2 demo && openstack group contains user gro2 demo && ' +
      'openstack group list --user demo -f json && openstack user list --group gro2 -f json && ' +
      'openstack group remove user gro2 demo && openstack user list --group gro2 -f json && ' +
      'openstack group show -f json gro2 && openstack group delete gro2 && ' +
      '! openstack group show gro2',
    shows: ['demo in group gro2', '"description": "e"', '"Name": "demo"', '[]'],
  },
  {
    name: 'a role is made, changed, shown, listed and deleted',
    run:
      'openstack role create --description d rol && ' +
      'openstack role set --name rol2 --description e --immutable rol && ' +
      'openstack role show -f json rol2 && openstack role list -f json && ' +
      '! openstack role delete rol2 && openstack role set --no-immutable rol2 && ' +
      'openstack role delete rol2 && ! openstack role show rol2',
    shows: ['"description": "e"', '"rol2"'],
  },
  {
    name: 'a role implies another, is listed so, and implies it no more',
    run:
      'openstack role create boss && openstack implied role create --implied-role reader boss && ' +
      'openstack implied role list -f json && ' +
      'openstack implied role delete --implied-role reader boss && openstack role delete boss',
    shows: ['"Prior Role Name": "boss"', '"Implied Role Name": "reader"'],
  },
  {
    name: 'a role is given on the system and on a domain, listed, and taken away',
    run:
      'openstack role add --user demo --system all reader && ' +
      'openstack role add --user demo --domain default reader && ' +
      'openstack role assignment list --user demo --system all --names -f json && ' +
      'openstack role assignment list --user demo --domain default --names -f json && ' +
      'openstack role remove --user demo --system all reader && ' +
      'openstack role remove --user demo --domain default reader',
    shows: ['"System": "all"', '"Domain": "Default"'],
  },
  {
    name: 'a region is made, changed, shown, listed and deleted',
    run:
      'openstack region create --description d --parent-region RegionOne reg && ' +
      'openstack region set --description e reg && openstack region show -f json reg && ' +
      'openstack region list --parent-region RegionOne -f json && ' +
      'openstack region delete reg && openstack region list --parent-region RegionOne -f json',
    shows: ['"description": "e"', '"parent_region": "RegionOne"', '"Region": "reg"', '[]'],
  },
  {
    name: 'a service is made, changed, shown, listed and deleted',
    run:
      'openstack service create --name ser --description d testing && ' +
      'openstack service set --name ser2 --disable ser && openstack service show -f json ser2 && ' +
      'openstack service list --long -f json && openstack service delete ser2 && ' +
      '! openstack service show ser2',
    shows: ['"enabled": false', '"name": "ser2"', '"type": "testing"'],
  },
  {
    name: 'an endpoint is made, changed, shown, listed and deleted',
    run:
      'openstack service create --name end testing && ' +
      'id=$(openstack endpoint create --region RegionOne testing public http://a -f value -c id) && ' +
      'openstack endpoint set --url http://b --interface internal --disable $id && ' +
      'openstack endpoint show -f json $id && ' +
      'openstack endpoint list --service testing -f json && ' +
      'openstack endpoint delete $id && ! openstack endpoint show $id && ' +
      'openstack service delete end',
    shows: ['"url": "http://b"', '"interface": "internal"', '"enabled": false'],
  },
]
