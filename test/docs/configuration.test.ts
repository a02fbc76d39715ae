/** docs/configuration.md is made from the table of settings. `npm test -- -u` writes it anew. */
import { expect, test } from 'vitest'
import { TOPICS } from '../../src/config/setting.ts'
import {
  flagOf,
  SETTING_NAMES,
  settingOf,
  variableOf,
  type SettingName,
} from '../../src/config/settings.ts'

const INTRODUCTION = `# Configuration

Stackling runs without any. What can be set, can be set in four places; the later wins:

1. the default,
2. a YAML file: the one that \`--config\` names, or \`stackling.yaml\` in the data directory,
3. an environment variable,
4. a flag of \`stackling serve\`.

All three use the same names: \`data-dir\` in the file is \`--data-dir\` as a flag and
\`STACKLING_DATA_DIR\` as a variable. Relative paths in the file start from the file, others from the
working directory. A name that does not exist and a value that does not fit are refused with their
place; an empty variable counts as absent.

\`\`\`yaml
# stackling.yaml
single-port: 8080
hosts: [rack1-a, rack1-b]
transitions: realistic
catalog:
  volumev2: false
\`\`\`

Policies are changed in a file of their own, as operators of OpenStack know it; see
[policy](policy.md). \`stackling policy\` prints a sample with every rule and its default.

This page is made from the program's own table of settings.
`

/** What there is to say of a setting beside its entry. */
const MORE: Partial<Record<SettingName, string>> = {
  imageStores: `In the file a store may say more, and one that speaks S3 must:

\`\`\`yaml
image-stores:
  - name: file
    description: on this machine
  - name: archive
    default: true
    bucket: images              # must be there
    prefix: cloud1/             # what the names of objects begin with
    endpoint: https://s3.example.com
    region: eu-1
    access-key: KEY             # else as Amazon's tools find them: AWS_ACCESS_KEY_ID and so on
    secret-key: SECRET
\`\`\`

Data that wait to be imported lie where the default store is. Replicas share images only through stores
that all of them reach: S3, or a directory of a shared file system. An object is written in parts of at
least 8 MiB, of which three are in memory.`,
  networkAgents: `In the file an entry may also say on which hosts its agents run, which availability zone
they serve (\`nova\` unless told), and what they do about distributed routers:

\`\`\`yaml
network-agents:
  - ovs
  - metadata
  - kind: dhcp
    hosts: [rack1-a]
    zone: rack1
  - kind: l3
    mode: dvr_snat              # legacy unless told; dvr, dvr_no_external
\`\`\``,
  transitions: `With \`manual\`, whatever takes time waits: a new volume stays \`creating\`. An administrator's
token lets it go on, all of it or what one resource waits for, on any port of the cloud:

\`\`\`sh
curl -X POST http://127.0.0.1:8776/stackling/advance -H "X-Auth-Token: $TOKEN"
curl -X POST http://127.0.0.1:8776/stackling/advance -H "X-Auth-Token: $TOKEN" \\
  -d '{"resource_id": "<volume id>"}'
\`\`\`

The answer, \`{"advanced": 1}\`, says how many jobs go on; it does not wait for their end. Work left
waiting when the program stops waits on after the next start, and goes on if that one is not manual.`,
}

function section(topic: string, title: string): string {
  const names = SETTING_NAMES.filter((name) => settingOf(name).topic === topic)
  return [`## ${title}`, ...names.map(entry)].join('\n\n')
}

function entry(name: SettingName): string {
  const { kind, help, shown, default: value, outsideFile } = settingOf(name)
  const where = outsideFile ? 'Not in the file. ' : ''
  return [
    `### ${flagOf(name)}`,
    help,
    `${where}Default: ${shown ?? `\`${String(value)}\``}. It takes ${kind.takes}.`,
    `\`--${flagOf(name)} ${kind.placeholder}\` · \`${variableOf(name)}\``,
    ...(MORE[name] === undefined ? [] : [MORE[name]]),
  ].join('\n\n')
}

test('docs/configuration.md says what the program does', async () => {
  const sections = Object.entries(TOPICS).map(([topic, title]) => section(topic, title))
  const page = [INTRODUCTION.trimEnd(), ...sections].join('\n\n')
  await expect(`${page}\n`).toMatchFileSnapshot('../../docs/configuration.md')
})
