/** What a user may have fetched: a matrix of addresses that lead, or seem to lead, inside. */
import { expect, test } from 'vitest'
import { judgeBy, STOCK_FILTER, type ImportFilter } from './filter.ts'

const PUBLIC = '93.184.215.14'

function judging(options: Partial<ImportFilter> = {}, names: Record<string, string[]> = {}) {
  const judge = judgeBy({ ...STOCK_FILTER, ...options }, async (host) => {
    const found = names[host]
    if (found === undefined) throw new Error('not found')
    return found
  })
  return async (uri: string) => (await judge(uri))?.addresses
}

test.each([
  ['loopback', 'http://127.0.0.1/'],
  ['all of loopback', 'http://127.8.9.10/'],
  ['this host', 'http://0.0.0.0/'],
  ['this network', 'http://0.1.2.3/'],
  ['10/8', 'http://10.1.2.3/'],
  ['172.16/12', 'https://172.31.255.255/'],
  ['192.168/16', 'http://192.168.0.1/'],
  ['carrier-grade NAT', 'http://100.64.0.1/'],
  ['the metadata service', 'http://169.254.169.254/latest/meta-data/'],
  ['multicast', 'http://224.0.0.1/'],
  ['reserved', 'http://240.0.0.1/'],
  ['broadcast', 'http://255.255.255.255/'],
  ['benchmarking', 'http://198.18.0.1/'],
  ['loopback of IPv6', 'http://[::1]/'],
  ['unspecified', 'http://[::]/'],
  ['link-local of IPv6', 'http://[fe80::1]/'],
  ['unique local', 'http://[fd00:ec2::254]/'],
  ['site local', 'http://[fec0::1]/'],
  ['multicast of IPv6', 'http://[ff02::1]/'],
  ['documentation of IPv6', 'http://[2001:db8::1]/'],
  ['Teredo', 'http://[2001::1]/'],
  ['6to4', 'http://[2002:7f00:1::]/'],
  ['mapped loopback', 'http://[::ffff:127.0.0.1]/'],
  ['mapped loopback in hexadecimal', 'http://[::ffff:7f00:1]/'],
  ['mapped metadata service', 'http://[::ffff:a9fe:a9fe]/'],
  ['compatible loopback', 'http://[::127.0.0.1]/'],
  ['NAT64 of loopback', 'http://[64:ff9b::7f00:1]/'],
  ['NAT64 of a private address', 'http://[64:ff9b::10.0.0.1]/'],
  ['NAT64 of a network of its own', 'http://[64:ff9b:1::808:808]/'],
])('%s is refused', async (_name, uri) => {
  expect(await judging()(uri)).toBeUndefined()
})

test.each([
  ['decimal', 'http://2130706433/'],
  ['decimal of a public address', 'http://1572395790/'],
  ['hexadecimal', 'http://0x7f000001/'],
  ['octal', 'http://017700000001/'],
  ['octal parts', 'http://0177.0.0.1/'],
  ['hexadecimal parts', 'http://0x7f.0.0.1/'],
  ['mixed parts', 'http://127.0x0.1/'],
  ['two parts', 'http://127.1/'],
  ['a dot at the end', 'http://127.0.0.1./'],
  ['full-width digits', 'http://\uFF11\uFF12\uFF17.0.0.1/'],
  ['circled digits', 'http://①②⑦.⓪.⓪.①/'],
  ['escaped digits', 'http://%31%32%37.0.0.1/'],
])('an address written as %s is refused', async (_name, uri) => {
  expect(await judging()(uri)).toBeUndefined()
})

test.each([
  ['a name', `http://user@${PUBLIC}/`],
  ['a name and a password', `http://user:pass@${PUBLIC}/`],
  ['a host before the host', `http://${PUBLIC}@127.0.0.1/`],
  ['a backslash', `http://${PUBLIC}\\@127.0.0.1/`],
  ['a backslash for the slashes', 'http:\\\\127.0.0.1/'],
  ['white space', `http://${PUBLIC} /`],
  ['a line break', `http://${PUBLIC}/\r\nHost: other`],
  ['a tab in the host', 'http://127.0.\t0.1/'],
  ['no host', 'http:///x'],
  ['one slash', `http:/${PUBLIC}/`],
  ['no scheme', `//${PUBLIC}/`],
  ['nothing', ''],
])('an address with %s is refused', async (_name, uri) => {
  expect(await judging()(uri)).toBeUndefined()
})

test.each([
  'file:///etc/passwd',
  'ftp://93.184.215.14/',
  'gopher://93.184.215.14:80/',
  'data:text/plain,x',
  'dict://93.184.215.14:80/',
])('%s is refused for its scheme, and remains so when schemes are opened', async (uri) => {
  expect(await judging()(uri)).toBeUndefined()
  const opened = judging({ allowedSchemes: [], allowedPorts: [] })
  expect(await opened(uri)).toBeUndefined()
})

test.each([22, 25, 8080, 5000, 9292, 81])('port %i is refused', async (port) => {
  expect(await judging()(`http://${PUBLIC}:${port}/`)).toBeUndefined()
})

test.each([
  [`http://${PUBLIC}/x`, PUBLIC],
  [`HTTP://${PUBLIC}/x`, PUBLIC],
  [`https://${PUBLIC}/x?y=z#f`, PUBLIC],
  [`http://${PUBLIC}:443/`, PUBLIC],
  ['http://[2606:2800:21f:cb07::1]/', '2606:2800:21f:cb07::1'],
  ['http://[64:ff9b::5db8:d70e]/', '64:ff9b::5db8:d70e'],
])('%s is public and may be asked', async (uri, address) => {
  expect(await judging()(uri)).toEqual([address])
})

test.each([
  ['loopback', ['127.0.0.1']],
  ['loopback of IPv6', ['::1']],
  ['a private network', ['10.0.0.5']],
  ['link-local with a zone', ['fe80::1%eth0']],
  ['mapped loopback', ['::ffff:127.0.0.1']],
  ['NAT64 of the metadata service', ['64:ff9b::a9fe:a9fe']],
  ['nothing', []],
  ['no address', ['not-an-address']],
])('a name that leads to %s is refused', async (_name, addresses) => {
  const judge = judging({}, { 'inside.example': addresses })
  expect(await judge('http://inside.example/')).toBeUndefined()
})

test('a name that is not known is refused', async () => {
  expect(await judging()('http://nowhere.example/')).toBeUndefined()
})

test('of a name that leads in and out, only the way out remains', async () => {
  const judge = judging({}, { 'both.example': ['127.0.0.1', PUBLIC, '::1'] })
  expect(await judge('http://both.example/')).toEqual([PUBLIC])
})

test('an operator opens networks', async () => {
  const judge = judging({ allowedNetworks: ['10.1.0.0/16', 'fd00::/64', '192.168.7.7'] })
  expect(await judge('http://10.1.2.3/')).toEqual(['10.1.2.3'])
  expect(await judge('http://[::ffff:10.1.2.3]/')).toEqual(['::ffff:a01:203'])
  expect(await judge('http://[fd00::7]/')).toEqual(['fd00::7'])
  expect(await judge('http://192.168.7.7/')).toEqual(['192.168.7.7'])
  expect(await judge('http://192.168.7.8/')).toBeUndefined()
  expect(await judge('http://10.2.0.1/')).toBeUndefined()
})

test('hosts that an operator names are all that is asked, wherever they are', async () => {
  const names = { 'mirror.example': ['10.0.0.5'], 'other.example': [PUBLIC] }
  const judge = judging(
    { allowedHosts: ['mirror.example'], disallowedHosts: ['mirror.example'] },
    names,
  )
  expect(await judge('http://mirror.example/')).toEqual(['10.0.0.5'])
  expect(await judge('http://Mirror.Example./')).toEqual(['10.0.0.5'])
  expect(await judge('http://other.example/')).toBeUndefined()
})

test('hosts that an operator closes are closed by their address, too', async () => {
  const names = { 'a.example': [PUBLIC], 'b.example': [PUBLIC] }
  expect(
    await judging({ disallowedHosts: ['a.example'] }, names)('http://a.example/'),
  ).toBeUndefined()
  const judge = judging({ disallowedHosts: [PUBLIC] }, names)
  expect(await judge(`http://${PUBLIC}/`)).toBeUndefined()
  expect(await judge('http://b.example/')).toBeUndefined()
})

test('ports and schemes that are closed count only where none are named as open', async () => {
  const ports = judging({ allowedPorts: [], disallowedPorts: [22] })
  expect(await ports(`http://${PUBLIC}:8080/`)).toEqual([PUBLIC])
  expect(await ports(`http://${PUBLIC}:22/`)).toBeUndefined()
  const both = judging({ allowedPorts: [22], disallowedPorts: [22] })
  expect(await both(`http://${PUBLIC}:22/`)).toEqual([PUBLIC])
  expect(await judging({ allowedSchemes: ['https'] })(`http://${PUBLIC}/`)).toBeUndefined()
  const schemes = judging({ allowedSchemes: [], disallowedSchemes: ['http'] })
  expect(await schemes(`http://${PUBLIC}/`)).toBeUndefined()
  expect(await schemes(`https://${PUBLIC}/`)).toEqual([PUBLIC])
})
