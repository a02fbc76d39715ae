import type { Case } from './case.ts'

/** As somebody other than the administrator. */
const AS_AGENT =
  'OS_CLOUD= OS_USERNAME=agent OS_PASSWORD=secret OS_USER_DOMAIN_ID=default OS_PROJECT_NAME='

/** Application credentials, access rules, credentials and trusts: create, show, set, list, delete. */
export const IDENTITY_DELEGATION: Case[] = [
  {
    name: 'an application credential is made',
    run:
      'openstack application credential create --secret s3cret --role reader ' +
      `--access-rules '[{"path": "/v2.1/os-aggregates", "method": "GET", "service": "compute"}]' ci`,
    shows: ['ci', 's3cret'],
  },
  {
    name: 'it is listed and shown, without its secret',
    run: 'openstack application credential list -f json && openstack application credential show ci',
    shows: ['"ci"', 'reader'],
    hides: ['s3cret'],
  },
  {
    name: 'one signs in with it, and makes the calls that it names alone',
    run:
      'id=$(openstack application credential show ci -f value -c id) && ' +
      'export OS_CLOUD= OS_AUTH_TYPE=v3applicationcredential OS_APPLICATION_CREDENTIAL_ID=$id ' +
      'OS_APPLICATION_CREDENTIAL_SECRET=s3cret && unset OS_PROJECT_NAME OS_USERNAME && ' +
      'openstack token issue -f json && ! openstack volume list',
    shows: ['"project_id"'],
  },
  {
    name: 'its access rule is listed and shown',
    run:
      'openstack access rule list -f json && ' +
      'openstack access rule show $(openstack access rule list -f value -c ID)',
    shows: ['/v2.1/os-aggregates', 'compute'],
  },
  {
    name: 'an access rule that is in use is kept',
    run: 'openstack access rule delete $(openstack access rule list -f value -c ID)',
    fails: true,
  },
  {
    name: 'both are deleted',
    run:
      'openstack application credential delete ci && ' +
      'openstack access rule delete $(openstack access rule list -f value -c ID) && ' +
      'openstack access rule list -f json',
    shows: ['[]'],
  },
  {
    name: 'a credential is made, set, shown, listed and deleted',
    run:
      'id=$(openstack credential create --type cert admin text1 -f value -c id) && ' +
      'openstack credential set --user admin --type cert --data text2 $id && ' +
      'openstack credential show $id && openstack credential list --type cert -f json && ' +
      'openstack credential delete $id && openstack credential list -f json',
    shows: ['text2', '[]'],
  },
  {
    name: 'an EC2 credential is made, shown, listed and deleted',
    run:
      'key=$(openstack ec2 credentials create -f value -c access) && ' +
      'openstack ec2 credentials show $key && openstack ec2 credentials list -f json && ' +
      'openstack ec2 credentials delete $key && openstack ec2 credentials list -f json',
    shows: ['secret', '[]'],
  },
  {
    name: 'somebody is trusted',
    run:
      'openstack user create --password secret agent && ' +
      'openstack trust create --project admin --role reader admin agent -f json && ' +
      'openstack trust list -f json && ' +
      'openstack trust show $(openstack trust list -f value -c ID)',
    shows: [/"(is_)?impersonation": false/, 'reader', 'trustee_user_id'],
  },
  {
    name: 'the agent uses the trust',
    run:
      'id=$(openstack trust list -f value -c ID) && ' +
      `${AS_AGENT} OS_TRUST_ID=$id openstack token issue -f json`,
    shows: ['"project_id"'],
  },
  {
    name: 'the trust is taken back',
    run:
      'openstack trust delete $(openstack trust list -f value -c ID) && ' +
      'openstack user delete agent && openstack trust list -f json',
    shows: ['[]'],
  },
]
