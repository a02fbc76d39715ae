/** Types of attributes that hold addresses. */
import { expect, test } from 'vitest'
import { expectReasons, refusalOf, type TypeCases } from '../../../test/support/attribute-types.ts'
import {
  allowedAddressPairs,
  fixedIps,
  hostRoutes,
  ipAddress,
  ipPools,
  listOf,
  macAddress,
  nameservers,
  orNone,
  subnet,
  subnetpoolId,
  uuid,
} from './types.ts'

const ID = '0b3cd2a4-4f5f-4d8e-9d0a-3d6ad1a8e6b1'

const TABLE: Readonly<Record<string, TypeCases>> = {
  ip_address: {
    type: ipAddress(),
    fine: ['10.0.0.1', '::', 'FE80::1', '::ffff:1.2.3.4', '224.0.0.5'],
    refused: {
      "'%s' is not a valid IP address": [
        null,
        5,
        '',
        '10.0.0',
        '10.0.0.256',
        '10.0.0.1/8',
        ' 10.0.0.1',
        'fe80::1%eth0',
        '1::2::3',
        '1',
      ],
      "'%s' is not an accepted IP address, '10.0.0.1' is recommended": ['010.0.0.1', '10.00.0.1'],
    },
  },
  subnet: {
    type: subnet(),
    fine: ['10.0.0.0/8', '10.0.0.7/24', '0.0.0.0/0', 'fd00::1/64', 'FD00::/64', '224.0.0.0/4'],
    refused: {
      "'%s' is not a valid IP subnet": [
        null,
        5,
        '10.0.0.0',
        '10.0.0.0/33',
        '10.0.0.0/08',
        '10.0.0.0/255.0.0.0',
        '10/8',
        'fd00::/129',
        ' 10.0.0.0/8',
      ],
    },
  },
  subnet_list: {
    type: listOf(subnet()),
    fine: [[], ['10.0.0.0/8', 'fd00::/64']],
    refused: {
      "'%s' is not a list": [null, '10.0.0.0/8'],
      "'10.0.0.1' is not a valid IP subnet": [['10.0.0.0/8', '10.0.0.1']],
      "Duplicate items in the list: '10.0.0.0/8'": [['10.0.0.0/8', '10.0.0.0/8']],
    },
  },
  subnetpool_id_or_none: {
    type: orNone(subnetpoolId(uuid())),
    fine: [null, 'prefix_delegation', ID, ID.toUpperCase(), ID.replaceAll('-', '')],
    refused: { "'%s' is not a valid UUID": ['', 'x', 5] },
  },
  mac_address: {
    type: macAddress(),
    fine: [
      'fa:16:3e:00:00:01',
      'FA-16-3E-00-00-01',
      'fa16.3e00.0001',
      'fa163e000001',
      'fa:16:3e:0:0:1',
    ],
    refused: {
      "'%s' is not a valid MAC address": [
        null,
        5,
        '',
        'fa:16:3e:00:00',
        ' fa:16:3e:00:00:01',
        '00:00:00:00:00:00',
        'FF-FF-FF-FF-FF-FF',
      ],
    },
  },
  ip_pools: {
    type: ipPools(),
    fine: [[], [{ start: '10.0.0.1', end: '::1' }]],
    refused: {
      "Invalid data format for IP pool: '%s'": [null, 'x', {}],
      "Invalid input. '5' must be a dictionary with keys: ['start', 'end']": [[5]],
      "Validation of dictionary's keys failed. Expected keys: {'start', 'end'} Provided keys: {'start'}":
        [[{ start: '10.0.0.1' }]],
      "'x' is not a valid IP address": [[{ end: 'y', start: 'x' }]],
    },
  },
  fixed_ips: {
    type: fixedIps(),
    fine: [
      [],
      [{}],
      [{ subnet_id: ID }, { subnet_id: ID }],
      [{ ip_address: '10.0.0.1', other: 1 }],
    ],
    refused: {
      "Invalid data format for fixed IP: '%s'": [null, 'x', { ip_address: '10.0.0.1' }],
      "Invalid data format for fixed IP: '5'": [[5]],
      "Duplicate IP address '::1'": [[{ ip_address: '::1' }, { ip_address: '::1' }]],
      "'x' is not a valid IP address": [[{ ip_address: 'x', subnet_id: 'y' }]],
      "'None' is not a valid UUID": [[{ subnet_id: null }]],
    },
  },
  nameservers: {
    type: nameservers(),
    fine: [[], ['10.0.0.1', '::1'], { '10.0.0.1': 1 }, ''],
    refused: {
      "Invalid data format for nameserver: '%s'": [null, 5, true],
      "'a' is not a valid nameserver. 'a' is not a valid IP address": ['ab', ['a']],
      "Duplicate nameserver '::1'": [['::1', '::1']],
    },
  },
  hostroutes: {
    type: hostRoutes(),
    fine: [[], [{ destination: '10.0.0.0/8', nexthop: '1.1.1.1' }]],
    refused: {
      "Invalid data format for hostroute: '%s'": [null, 'x', {}],
      "Invalid input. '5' must be a dictionary with keys: ['destination', 'nexthop']": [[5]],
      "'10.0.0.1/8' is not a valid CIDR": [[{ destination: '10.0.0.1/8', nexthop: 'x' }]],
      "'10.0.0.1' is not a valid CIDR": [[{ destination: '10.0.0.1', nexthop: 'x' }]],
      "'127.0.0.0/8' is not a routable CIDR": [[{ destination: '127.0.0.0/8', nexthop: 'x' }]],
      "'x' is not a valid IP address": [[{ destination: '10.0.0.0/8', nexthop: 'x' }]],
      "Duplicate hostroute '{'destination': '::/0', 'nexthop': '::1'}'": [
        [
          { destination: '::/0', nexthop: '::1' },
          { nexthop: '::1', destination: '::/0' },
        ].map(({ nexthop, destination }) => ({ destination, nexthop })),
      ],
    },
  },
}

test.each(Object.entries(TABLE))('%s', (_name, cases) => expectReasons(cases))

const MAC = 'fa:16:3e:00:00:01'
const IP = '10.0.0.1'

const PAIRS: readonly (readonly [sent: unknown, refusal: string])[] = [
  [null, 'HTTPBadRequest: Allowed address pairs must be a list.'],
  [
    [1, 2, 3, 4],
    'AllowedAddressPairExhausted: The number of allowed address pair exceeds the maximum 3.',
  ],
  [[{ mac_address: 'x' }], "HTTPBadRequest: 'x' is not a valid MAC address"],
  [
    [{ mac_address: MAC }],
    'AllowedAddressPairsMissingIP: AllowedAddressPair must contain ip_address',
  ],
  [
    [{ ip_address: IP }, { ip_address: IP }],
    `DuplicateAddressPairInRequest: Request contains duplicate address pair: mac_address None ip_address ${IP}.`,
  ],
  [[{ ip_address: 'x', other: 1 }], "HTTPBadRequest: Unrecognized attribute(s) 'other'"],
  [[{ ip_address: 'x' }], "HTTPBadRequest: 'x' is not a valid IP address"],
  [[{ ip_address: '10.0.0.1/33' }], "HTTPBadRequest: '10.0.0.1/33' is not a valid IP subnet"],
  [
    [{ ip_address: '224.0.0.5' }],
    'HTTPBadRequest: IP 224.0.0.5 is a multicast address, which is not supported.',
  ],
  [
    [{ ip_address: '192.0.0.7/2' }],
    'HTTPBadRequest: Subnet 192.0.0.7/2 overlaps with multicast range 224.0.0.0/4, which is not supported.',
  ],
  [
    [{ ip_address: '::/0' }],
    'HTTPBadRequest: Subnet ::/0 overlaps with multicast range ff00::/8, which is not supported.',
  ],
  [
    [{ ip_address: IP, mac_address: '01:00:5e:00:00:01' }],
    'HTTPBadRequest: MAC address 01:00:5e:00:00:01 is a multicast address, which is not supported.',
  ],
]

test('allowed_address_pairs', () => {
  const type = allowedAddressPairs(3)
  for (const [sent, refusal] of PAIRS) {
    expect([sent, refusalOf(() => type.reason(sent))]).toEqual([sent, refusal])
  }
  expect(type.reason(['x'])).toBe("'x' is not a dictionary")
  const fine = [
    [],
    [{ ip_address: IP }, { ip_address: IP, mac_address: MAC }, { ip_address: '0.0.0.0/0' }],
  ]
  for (const sent of fine) expect(type.reason(sent)).toBeUndefined()
})
