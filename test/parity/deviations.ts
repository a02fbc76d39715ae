/** Where ours answers differently on purpose, each with its entry in docs/deviations.md. */

export interface Deviation {
  /** The cases, by id. */
  readonly cases: RegExp
  /** What differs: `status`, `body`, `header <name in lower case>`. Anything else must agree. */
  readonly differs: readonly string[]
  /** Our status, where it differs. */
  readonly status?: number
  /** What our body must look like, where it differs. */
  readonly body?: RegExp
  /** The heading in docs/deviations.md that says what and why. */
  readonly entry: string
}

const TYPE = 'header content-type'
const VERSIONS = [
  'header openstack-api-version',
  'header x-openstack-nova-api-version',
  'header vary',
]

const NEWER = 'A newer release than the recorded one'
const WRONG_METHOD = 'A known path with a wrong method is 405'
const JSON_FAULTS = 'Faults are JSON'
const EMPTY = 'Empty answers name no media type'
const MISSING = "A body that is missing is the client's mistake"
const V2 = 'Block Storage v2 is here'
const SECURE = 'Secure defaults are enforced'
const NO_SERVERS = 'Recorded hosts held servers'
const LISTED = 'Only what is here is listed'
const SIMULATED = 'Simulated backends say what they are'
const PUBLIC = 'Version documents are public'

export const DEVIATIONS: readonly Deviation[] = [
  // Versions.
  {
    cases:
      /a_aggregates\/29_mv_.*_(2\.0|3\.0|latest)$|b_volume_metadata\/29_mv_volume_(2\.0|2\.1|latest)_/,
    differs: ['body', ...VERSIONS],
    body: /maximum is (2\.104|3\.71)\./,
    entry: NEWER,
  },
  {
    cases: /b2_volumes\/01b_show_mv_3\.70$/,
    differs: ['body'],
    body: /"shared_targets": true, /,
    entry: SIMULATED,
  },
  {
    cases: /b_volume_metadata\/29_mv_volume_3\.71_/,
    differs: ['status', 'body'],
    status: 200,
    body: /^{"metadata": {"a": "b"}}$/,
    entry: NEWER,
  },
  {
    cases: /d_discovery\/(nova_root|cinder_v3)/,
    differs: ['body'],
    body: /"version": "(2\.104|3\.71)"/,
    entry: NEWER,
  },
  {
    cases: /a_aggregates\/28k_|d_discovery\/nova_v2_slash$/,
    differs: ['body'],
    body: /"id": "v2.0", "status": "DEPRECATED"/,
    entry: NEWER,
  },
  {
    cases: /c_keystone\/(01e_system_scoped_admin|11i_roles)$/,
    differs: ['body'],
    body: /"manager"/,
    entry: NEWER,
  },

  // Paths and methods.
  {
    cases:
      /a_aggregates\/27(b|d|e|h)_|b_volume_metadata\/27_delete|d_discovery\/(nova|cinder|keystone)_root_post/,
    differs: ['status', 'body', 'header allow', TYPE, ...VERSIONS],
    status: 405,
    body: /^{"badMethod": {"code": 405,|^{"error":{"code":405,/,
    entry: WRONG_METHOD,
  },
  {
    cases: /c_keystone\/10b_patch$/,
    differs: ['body'],
    body: /^{"error":{"code":405,/,
    entry: WRONG_METHOD,
  },
  {
    cases: /d_discovery\/nova_v2\.1_post$/,
    differs: ['status', 'body', 'header www-authenticate', ...VERSIONS],
    status: 401,
    entry: WRONG_METHOD,
  },
  {
    cases:
      /a_aggregates\/28(c|f|g|i)_|b_volume_metadata\/21f_|b2_volumes\/02n_|d_discovery\/keystone_(v2|unknown)$/,
    differs: ['body', TYPE, ...VERSIONS],
    body: /^{"itemNotFound": {"code": 404,|^{"error":{"code":404,/,
    entry: JSON_FAULTS,
  },
  {
    cases: /a_aggregates\/31_body_over_sizelimit$/,
    differs: ['body', TYPE],
    body: /^{"overLimit": {"code": 413,/,
    entry: JSON_FAULTS,
  },
  { cases: /27(g|e)_options/, differs: ['header allow'], entry: 'OPTIONS names the methods' },
  {
    // What the reader could not replace is still there.
    cases: /b_volume_metadata\/27(g|h)_.*dot_json$/,
    differs: ['body'],
    body: /^{"metadata": {("a": "b", "pre": "x"|"pre": "x", "a": "b")}}$/,
    entry: SECURE,
  },

  // Media types and missing bodies.
  {
    cases:
      /a_aggregates\/38c_|c_keystone\/10f_options|b_volume_metadata\/(09_|24_state_.*_delete_key|29c_)|b2_volumes\/05_/,
    differs: [TYPE],
    entry: EMPTY,
  },
  { cases: /b_volume_metadata\/29b_/, differs: [TYPE], entry: 'JSON is sent as JSON' },
  {
    cases: /b_volume_metadata\/(08h|19b|19c)_/,
    differs: ['status', 'body'],
    status: 400,
    body: /^{"badRequest": {"code": 400,/,
    entry: MISSING,
  },
  {
    cases: /b_volume_metadata\/20d_/,
    differs: ['status', 'body'],
    status: 415,
    body: /^{"badMediaType": {"code": 415,/,
    entry: MISSING,
  },
  {
    cases: /b_volume_metadata\/29_mv_volume_empty_/,
    differs: ['status', 'body', ...VERSIONS],
    status: 200,
    body: /^{"metadata": {"a": "b"}}$/,
    entry: MISSING,
  },

  // Aggregates.
  {
    cases: /a_aggregates\/06_body_add_metadata$/,
    differs: ['status', 'body', TYPE],
    status: 200,
    body: /^{"aggregate": /,
    entry: 'add_metadata means set_metadata',
  },
  {
    cases: /(a_aggregates|b_volume_metadata)\/16[cg]_.*emoji/,
    differs: ['status', 'body', TYPE],
    status: 200,
    body: /"key": "\\ud83d\\ude00"/,
    entry: 'Any Unicode is stored',
  },
  {
    cases: /a_aggregates\/(26e|34|38b)_|a2_aggregates_az\/(04e|06c)_/,
    differs: ['body'],
    body: /"updated_at": "\d{4}-/,
    entry: 'An aggregate remembers when it was changed',
  },
  {
    cases: /a2_aggregates_az\/06b?_/,
    differs: ['status', 'body', TYPE],
    status: 200,
    body: /"availability_zone": "azE"/,
    entry: NO_SERVERS,
  },

  // Block Storage.
  {
    cases: /b_volume_metadata\/26(|b|d)_reader|b2_volumes\/03n_/,
    differs: ['status', 'body'],
    status: 403,
    body: /^{"forbidden": {"code": 403, "message": "Policy doesn't allow volume:/,
    entry: SECURE,
  },
  {
    cases: /b_volume_metadata\/26c_/,
    differs: ['body'],
    body: /^{"metadata": {"pre": "x"}}$/,
    entry: SECURE,
  },
  {
    cases: /b_volume_metadata\/26e_/,
    differs: ['status', 'body', TYPE],
    status: 404,
    body: /has no metadata with key byreader/,
    entry: SECURE,
  },
  {
    cases: /b_volume_metadata\/32f?_v2|d_discovery\/cinder_v2_slash/,
    differs: ['status', 'body', TYPE],
    status: 200,
    body: /^{"(metadata|versions)": /,
    entry: V2,
  },
  {
    cases: /b_volume_metadata\/32e_/,
    differs: ['status', 'body', TYPE, 'header www-authenticate'],
    status: 401,
    entry: V2,
  },
  {
    cases: /b3_reader_enforce_new_defaults\/reader_list$/,
    differs: ['body'],
    body: /^{"volumes": \[{"id": "[\w-]+", "name": "byreader"/,
    entry: 'Times keep their microseconds',
  },
  { cases: /b2_volumes\/06f_/, differs: ['body'], body: /^{"extensions": \[{/, entry: LISTED },

  // Discovery and Identity.
  {
    cases: /d_discovery\/cinder_v3_(slash|noslash)$/,
    differs: ['status', 'header www-authenticate', ...VERSIONS],
    status: 200,
    entry: PUBLIC,
  },
  {
    cases: /d_discovery\/cinder_v3_mv_3\.999$/,
    differs: ['status', 'body', 'header www-authenticate', ...VERSIONS],
    status: 406,
    body: /^{"computeFault": {"code": 406, "message": "Version 3\.999 is not supported/,
    entry: PUBLIC,
  },
  {
    cases: /d_discovery\/nova_root_x_forwarded$/,
    differs: ['body'],
    body: /"href": "http:/,
    entry: 'Only trusted proxies are believed',
  },
  {
    cases: /d_discovery\/keystone_v3_json_home$/,
    differs: ['body'],
    body: /^{"resources": {"https:\/\/docs\.openstack\.org\//,
    entry: LISTED,
  },
  {
    cases: /c_keystone\/02h_/,
    differs: ['body'],
    body: /"methods":\[("\w+",)*"password","token"/,
    entry: LISTED,
  },
  {
    cases: /c_keystone\/02j_/,
    differs: ['body'],
    body: /"'identity' is a required property\\n\\nFailed validating 'required' in schema:\\n/,
    entry: 'A sign-in is checked whole',
  },
  {
    cases: /c_keystone\/(04b|06d)_/,
    differs: ['body'],
    body: /Could not find token: bad\./,
    entry: 'Tokens are signed',
  },
]
