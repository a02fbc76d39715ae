import type { Case } from './case.ts'

const RULES = '[{"local": [{"user": {"name": "{0}"}}], "remote": [{"type": "UserName"}]}]'

/** Identity providers, mappings and protocols, and the programs that act for users. */
export const IDENTITY_FEDERATION: Case[] = [
  {
    name: 'an identity provider is made',
    run: 'openstack identity provider create --remote-id https://idp.example.com --description d acme -f json',
    shows: ['"acme"', 'https://idp.example.com'],
  },
  {
    name: 'an identity provider is changed',
    run: 'openstack identity provider set --description another --disable acme && openstack identity provider show acme -f json',
    shows: ['another', '"enabled": false'],
  },
  {
    name: 'identity providers are listed',
    run: 'openstack identity provider list -f json',
    shows: ['acme'],
  },
  {
    name: 'a mapping is made',
    run: `echo '${RULES}' > rules.json && openstack mapping create --rules rules.json simple -f json`,
    shows: ['simple', 'UserName'],
  },
  {
    name: 'a mapping is changed',
    run: `echo '${RULES.replace('UserName', 'Email')}' > rules.json && openstack mapping set --rules rules.json simple && openstack mapping show simple -f json`,
    shows: ['Email'],
    hides: ['UserName'],
  },
  { name: 'mappings are listed', run: 'openstack mapping list -f json', shows: ['simple'] },
  {
    name: 'a protocol is made',
    run: 'openstack federation protocol create --identity-provider acme --mapping simple openid -f json',
    shows: ['openid', 'simple'],
  },
  {
    // The client itself ends with 1 after it has succeeded.
    name: 'a protocol is changed',
    run: 'openstack federation protocol set --identity-provider acme --mapping simple openid; openstack federation protocol show --identity-provider acme openid -f json',
    shows: ['simple'],
  },
  {
    name: 'protocols are listed',
    run: 'openstack federation protocol list --identity-provider acme -f json',
    shows: ['openid'],
  },
  {
    name: 'a service provider is made',
    run: 'openstack service provider create --auth-url https://sp.example.com/auth --service-provider-url https://sp.example.com/sp beta -f json',
    shows: ['beta', 'https://sp.example.com/sp'],
  },
  {
    name: 'a service provider is changed',
    run: 'openstack service provider set --description another beta && openstack service provider show beta -f json',
    shows: ['another'],
  },
  {
    name: 'service providers are listed',
    run: 'openstack service provider list -f json',
    shows: ['beta'],
  },
  {
    name: 'projects and domains of a federated user are listed',
    run: 'openstack federation project list -f json && openstack federation domain list -f json',
    shows: ['admin'],
  },
  {
    name: 'what federation needed is deleted',
    run: 'openstack federation protocol delete --identity-provider acme openid && openstack identity provider delete acme && openstack mapping delete simple && openstack service provider delete beta',
  },
  {
    name: 'a consumer is made, changed and listed',
    run: 'id=$(openstack consumer create --description d -f value -c id) && openstack consumer set --description robot $id && openstack consumer show $id && openstack consumer list -f json',
    shows: ['robot'],
  },
  {
    name: 'a consumer gets what a user allows',
    run: `set -e; project=$(openstack project show -f value -c id admin)
consumer=$(openstack consumer create -f shell --prefix consumer_); eval "$consumer"
request=$(openstack request token create --consumer-key $consumer_id --consumer-secret $consumer_secret --project $project -f shell --prefix request_); eval "$request"
verifier=$(openstack request token authorize --request-key $request_id --role member -f value -c oauth_verifier)
openstack access token create --consumer-key $consumer_id --consumer-secret $consumer_secret --request-key $request_id --request-secret $request_secret --verifier $verifier -f json`,
    shows: ['"id"', '"secret"', '"expires"'],
  },
  {
    name: 'consumers are deleted',
    run: 'openstack consumer delete $(openstack consumer list -f value -c ID)',
  },
]
