import type { Case } from './case.ts'

const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINsNbfofbygmA00ett9lHj09l8E5tQyy/tba4+/0bTrm somebody'
const TAGGING = 'openstack --os-compute-api-version 2.26 server'

/** Key pairs, and what can be added to servers that are there. */
export const COMPUTE_PARTS: Case[] = [
  {
    name: 'a public key is imported, listed and shown',
    run:
      `echo '${PUBLIC_KEY}' > key.pub && openstack keypair create --public-key key.pub imported && ` +
      'openstack keypair list -f value && openstack keypair show --public-key imported',
    shows: ['imported ed:68:54:ee:f4:d6:4c:98:1f:5a:2b:49:44:c2:23:c7 ssh', PUBLIC_KEY],
  },
  {
    name: 'a key pair is made, of whom the private key fits',
    run:
      'openstack keypair create made > made.pem && chmod 600 made.pem && ' +
      'openstack keypair show --public-key made | cut -d" " -f2 > shown && ' +
      'ssh-keygen -y -f made.pem | cut -d" " -f2 | diff - <(grep . shown) && echo fits',
    shows: ['fits'],
  },
  {
    name: 'a server has properties and tags',
    run:
      'openstack --os-compute-api-version 2.37 server create --flavor m1.tiny --image cirros ' +
      '--network private --key-name imported --wait parts -f value -c key_name && ' +
      'openstack server set --property a=1 --property b=2 parts && ' +
      'openstack server unset --property b parts && ' +
      `${TAGGING} set --tag x --tag y parts && ${TAGGING} unset --tag y parts && ` +
      `${TAGGING} show -f json parts -c properties -c tags | tr -d ' \\n'`,
    shows: ['imported', '"properties":{"a":"1"}', '"tags":["x"]'],
  },
  {
    name: 'a server is put into a security group and taken out of it',
    run:
      'openstack security group create parts-web > /dev/null && ' +
      'openstack server add security group parts parts-web && ' +
      'openstack server show -f json parts -c security_groups && ' +
      'openstack server remove security group parts parts-web && ' +
      'openstack server show -f json parts -c security_groups | grep -c \'"name"\'',
    shows: ['"parts-web"', /\n1\n$/],
  },
  {
    name: 'nothing is left of the server and the keys',
    run:
      'openstack server delete --wait parts && openstack security group delete parts-web && ' +
      'openstack keypair delete imported made && openstack keypair list -f value',
    hides: ['imported', 'made'],
  },
]
