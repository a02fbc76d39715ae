/** Types of attributes: what they let pass, and in which words of neutron-lib they refuse the rest. */
import { expect, test } from 'vitest'
import { expectReasons, refusalOf, type TypeCases } from '../../../test/support/attribute-types.ts'
import type { AttributeType } from './attribute.ts'
import { toBoolean, toInteger } from './converters.ts'
import {
  availabilityZoneHints,
  boolean,
  dict,
  dnsDomainName,
  dnsHostName,
  fipDnsHostName,
  listOf,
  listOfAnyDict,
  networkSegments,
  nonNegative,
  notEmptyNameString,
  onelineNotEmptyString,
  orNoData,
  orNone,
  portRange,
  range,
  regex,
  servicePluginType,
  string,
  subnetServiceTypes,
  subports,
  uuid,
  values,
} from './types.ts'

const ID = '0b3cd2a4-4f5f-4d8e-9d0a-3d6ad1a8e6b1'
const OTHER = 'c8dbf0f8-6a4c-4b8e-a7c6-0a5b3f6c9d11'

const BAD_NAME = "'%s' not a valid PQDN or FQDN. Reason:"
const TOO_LONG = 'will cause it to exceed the maximum length of a FQDN of'

const TABLE: Readonly<Record<string, TypeCases>> = {
  oneline_not_empty_string: {
    type: onelineNotEmptyString(5),
    fine: ['a', 'a\n', 'a\r\n', 'a b'],
    refused: {
      "'%s' is not a valid string": [null, 5, ['a']],
      "'%s' exceeds maximum length of 5": ['abcdef'],
      "'%s' Blank strings are not permitted": ['', ' ', '\t\n'],
      "Multi-line string is not allowed: '%s'": ['a\nb', 'a\rb', 'a\n\n', 'a\u2028b', '\x1ca'],
    },
  },
  not_empty_name_string: {
    type: notEmptyNameString(5),
    fine: ['a', 'a b', '名前'],
    refused: {
      "'%s' Blank strings are not permitted": ['', ' '],
      "'%s' exceeds maximum length of 5": ['abcdef'],
      "'%s' is not a valid string": [null, ' a', 'a ', 'a\nb', '\u{1f600}'],
    },
  },
  regex_or_none: {
    type: orNone(regex(/[a-z_.][a-z_.0-9]{0,3}$/)),
    fine: [null, 'a', '_1.b'],
    refused: { "'%s' is not a valid input": ['', '1a', 'a-b', 'abcde', 5, ['a']] },
  },
  'values, or null': {
    type: orNone(values(['required', 'legacy'])),
    fine: [null, 'legacy'],
    refused: { '%s is not in valid_values': ['LEGACY', '', 0, true, ['legacy']] },
  },
  range_or_none: {
    type: orNone(range(1, 65_535)),
    fine: [null, 1, '65535', ' 4 ', '1_0', 1.5, true],
    refused: {
      "'%s' is not an integer": ['', '1.0', [], {}],
      "'%s' is too small - must be at least '1'": [0, -3, '0'],
      "'%s' is too large - must be no larger than '65535'": [65_536],
    },
  },
  non_negative: {
    type: nonNegative(),
    fine: [0, '7', 0.5],
    refused: { "'%s' is not an integer": [null, 'x'], "'%s' should be non-negative": [-1, '-1'] },
  },
  boolean: {
    type: boolean(),
    fine: [true, 'on', 'F', 0, ' yes '],
    refused: { "'%s' is not a valid boolean value": [null, '2', 2, [], 'maybe'] },
  },
  port_range: {
    type: portRange(1, 65_535),
    fine: [null, 80, '80', '80:80', '80:90', ' 80', '8_0'],
    refused: {
      'Port range must be two integers separated by a colon': ['', ':', '1:', ':1', '1:2:3'],
      'Invalid port: %s': ['x', true, '1.5', '-5', '65536', []],
      'Invalid port: 0, the port must be in the range [1, 65535]': [0, '0', '0:5'],
      'Invalid port: b': ['1:b'],
      'First port in a port range must be lower than the second port': ['2:1'],
    },
  },
  uuid_list: {
    type: listOf(uuid()),
    fine: [[], [ID], [ID, OTHER, ID.toUpperCase()]],
    refused: {
      "'%s' is not a list": [null, ID, { a: 1 }],
      "'x' is not a valid UUID": [[ID, 'x']],
      [`Duplicate items in the list: '${ID}'`]: [[ID, ID, 'x']],
    },
  },
  dict_or_nodata: {
    type: orNoData(
      dict({
        network_id: { type: uuid(), required: true },
        enable_snat: { convert: toBoolean, type: boolean() },
        nested: { type: dict({ how: { type: values(['thread', 'hash']) } }) },
      }),
    ),
    fine: [null, {}, [], '', 0, false, { network_id: ID, enable_snat: 'no', nested: {} }],
    refused: {
      "'%s' is not a dictionary": ['x', 5, ['x']],
      "Validation of dictionary's keys failed. Expected keys: {'network_id'} Provided keys: {'nested'}":
        [{ nested: 5 }],
      'Unexpected keys supplied: b, c': [{ network_id: 'x', b: 1, c: 2 }],
      "'x' is not a valid UUID": [{ network_id: 'x' }],
      "'5' is not a dictionary": [{ network_id: ID, nested: 5 }],
      'fast is not in valid_values': [{ network_id: ID, nested: { how: 'fast' } }],
    },
  },
  subports: {
    type: subports(),
    fine: [
      [],
      [{ port_id: ID }, { port_id: OTHER }],
      [{ port_id: ID, segmentation_type: 'vlan', segmentation_id: 0 }],
      // Nothing is looked at after one that inherits.
      [{ port_id: ID, segmentation_type: 'inherit' }, 5],
    ],
    refused: {
      "Invalid data format for subports: '%s' is not a list": [null, 'x', {}],
      "Invalid data format for subport: '5' is not a dict": [[5]],
      'A valid port UUID must be specified': [[{}]],
      "Invalid UUID for subport: 'x'": [[{ port_id: 'x' }]],
      [`Non unique UUID for subport: '${ID}'`]: [[{ port_id: ID }, { port_id: ID }]],
      [`Invalid subport details '{'port_id': '${ID}', 'segmentation_id': 1}': missing segmentation information. Must specify both segmentation_id and segmentation_type`]:
        [[{ port_id: ID, segmentation_id: 1 }]],
      [`Segmentation ID '1' for '${OTHER}' is not unique`]: [
        [ID, OTHER].map((id) => ({ port_id: id, segmentation_type: 'vlan', segmentation_id: 1 })),
      ],
    },
  },
  dns_host_name: {
    type: dnsHostName(255),
    fine: ['', 'a', 'a.b', 'a.b.', '5', '<project_id>.x', 'a'.repeat(63)],
    refused: {
      [`${BAD_NAME} Encountered an empty component`]: ['.', 'a..b', '.a'],
      [`${BAD_NAME} Name '%s' must not start or end with a hyphen`]: ['-a', 'a-'],
      [`${BAD_NAME} Name '%s' must be 1-63 characters long, each of which can only be alphanumeric or a hyphen`]:
        ['A', 'a_b', 'a'.repeat(64), '<x>'],
      [`${BAD_NAME} TLD '4' must not be all numeric`]: ['1.2.3.4'],
      [`${BAD_NAME} '%s' exceeds the 255 character FQDN limit`]: [`${'a.'.repeat(128)}a`],
    },
  },
  dns_domain_name: {
    type: dnsDomainName(10),
    fine: ['', 'a.', 'abc.de.'],
    refused: {
      "'%s' is not a valid string": [null, 5],
      "'%s' is not a FQDN": ['a', 'a.b'],
      [`${BAD_NAME} Name '-' must not start or end with a hyphen`]: ['-.'],
      [`'%s' contains 9 characters. Adding a sub-domain ${TOO_LONG} '10'`]: ['abcdefgh.'],
    },
  },
  fip_dns_host_name: {
    type: fipDnsHostName(10),
    fine: ['', 'a', 'a.b'],
    refused: {
      "'%s' is not a valid string": [null],
      "'%s' is a FQDN. It should be a relative domain name": ['a.'],
      [`'%s' contains 8 characters. Adding a domain name ${TOO_LONG} '10'`]: ['abcdefgh'],
    },
  },
  availability_zone_hint_list: {
    type: availabilityZoneHints(),
    fine: [[], ['nova'], ['a'.repeat(251)]],
    refused: {
      "'%s' is not a list": [null, 'nova'],
      "Duplicate items in the list: 'a'": [['a', 'a']],
      "'5' is not a valid string": [[5]],
    },
  },
}

test.each(Object.entries(TABLE))('%s', (_name, cases) => expectReasons(cases))

const DHCP = listOfAnyDict(
  {
    opt_name: { type: values(['router']), required: true },
    opt_value: { type: orNone(string(5)), required: true },
  },
  {
    opt_name: { type: onelineNotEmptyString(5), required: true },
    opt_value: { type: onelineNotEmptyString(5), required: true },
    ip_version: { convert: toInteger, type: values([4, 6]) },
  },
)

const SERVICE_TYPES = subnetServiceTypes(/^(?:network:|[compute:])/)

const BAD_INPUT = 'InvalidInput: Invalid input for operation:'

const THROWN: readonly (readonly [AttributeType, value: unknown, refusal: string])[] = [
  [DHCP, 'x', `${BAD_INPUT} 'x' is not a list.`],
  [
    DHCP,
    [{ opt_name: 'a', opt_value: null }],
    `${BAD_INPUT} No valid key specs matched for: {'opt_name': 'a', 'opt_value': None}.`,
  ],
  [
    DHCP,
    [{ opt_name: 'a', opt_value: 'b', ip_version: 'x' }],
    `${BAD_INPUT} 'x' is not an integer.`,
  ],
  [
    availabilityZoneHints(),
    ['a'.repeat(252)],
    `${BAD_INPUT} Too many availability_zone_hints specified.`,
  ],
  [servicePluginType(['QOS']), 'X', 'InvalidServiceType: Invalid service type: X.'],
  [SERVICE_TYPES, 'x', 'HTTPBadRequest: Subnet service types must be a list.'],
  [SERVICE_TYPES, [5], 'InvalidInputSubnetServiceType: Subnet service type 5 is not a string.'],
  [
    SERVICE_TYPES,
    ['network:dhcp', 'bogus'],
    'InvalidSubnetServiceType: Subnet service type bogus does not correspond to a valid device owner.',
  ],
  [networkSegments(), [{ a: 1 }], "HTTPBadRequest: Unrecognized attribute(s) 'a'"],
  [
    networkSegments(),
    [{ 'provider:segmentation_id': 'x', a: 1 }],
    `${BAD_INPUT} 'x' is not an integer.`,
  ],
]

test('some types refuse in a way of their own', () => {
  for (const [type, value, refusal] of THROWN) {
    expect([value, refusalOf(() => type.reason(value))]).toEqual([value, refusal])
  }
  for (const value of [null, '', {}, [], ['network:dhcp'], ['compute:nova'], ['tiny']]) {
    expect(SERVICE_TYPES.reason(value)).toBeUndefined()
  }
})

test('what lies in lists and dictionaries is converted', () => {
  const options = [{ opt_name: 'a', opt_value: 'b', ip_version: '4' }]
  expect(DHCP.reason(options)).toBeUndefined()
  expect(DHCP.converted!(options)).toEqual([{ ...options[0], ip_version: 4 }])
  const nested = dict({ inner: { type: dict({ weight: { convert: toInteger } }) } })
  expect(nested.converted!({ inner: { weight: '7' } })).toEqual({ inner: { weight: 7 } })
  const segments = [{ 'provider:network_type': 'vlan', 'provider:segmentation_id': '5' }]
  const [segment] = networkSegments().converted!(segments) as [object]
  expect(segment).toMatchObject({ 'provider:network_type': 'vlan', 'provider:segmentation_id': 5 })
  // Upstream puts in what is missing, and judges it, too.
  expect(Object.keys(segment)).toContain('provider:physical_network')
})
