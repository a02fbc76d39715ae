/** Ports: how many are made a second, and what a list of some of many costs. */
import { listTimes } from './lists.ts'
import { CONNECTIONS, type Effort } from './effort.ts'
import { requestsPerSecond } from './load.ts'
import { dataDirectory, removeDirectory, startCloud, type Cloud } from './process.ts'
import type { Report } from './report.ts'
import { seedPorts } from './seed-ports.ts'

/** On the network that is listed, and beside them. */
const LISTED = 1_000
const OTHERS_PER_VOLUME = 0.199

export async function portRows(report: Report, effort: Effort): Promise<void> {
  const directory = dataDirectory()
  try {
    const cloud = await startCloud(directory)
    const all = await networkWithPort(cloud)
    const few = await networkWithPort(cloud)
    await madeRow(cloud, report, effort)
    await cloud.stop()
    report.progress('storing ports')
    const others = Math.round(effort.many * OTHERS_PER_VOLUME)
    seedPorts(directory, few, LISTED)
    seedPorts(directory, all, others)
    const filled = await startCloud(directory)
    try {
      await listRow(filled, few, LISTED + others, report, effort)
    } finally {
      await filled.stop()
    }
  } finally {
    removeDirectory(directory)
  }
}

async function madeRow(cloud: Cloud, report: Report, effort: Effort): Promise<void> {
  report.progress('ports made')
  const network = await networkWithPort(cloud)
  const perSecond = await requestsPerSecond({
    url: `${cloud.url}/networking/v2.0/ports`,
    method: 'POST',
    headers: { 'X-Auth-Token': cloud.token },
    body: JSON.stringify({ port: { network_id: network } }),
    connections: CONNECTIONS,
    seconds: effort.seconds,
  })
  report.add({
    ...{ what: `ports made a second, ${CONNECTIONS} clients, durable, of a thousand` },
    ...{ value: perSecond / 1_000, unit: '%', sign: '≥', budget: 1 },
    note: `${Math.round(perSecond)} a second`,
  })
}

async function listRow(
  cloud: Cloud,
  network: string,
  stored: number,
  report: Report,
  { lists }: Effort,
): Promise<void> {
  const what = `list ${LISTED} of ${stored} ports by network`
  report.progress(what)
  const url = `${cloud.url}/networking/v2.0/ports?network_id=${network}&limit=${LISTED}`
  const wanted = { collection: 'ports', length: LISTED }
  const { ours, alone } = await listTimes(url, { 'X-Auth-Token': cloud.token }, wanted, lists)
  const note = `${ours.toFixed(1)} ms, serialising ${alone.toFixed(1)} ms`
  report.add({
    ...{ what: `${what}, × serialising the answer`, value: ours / alone, note },
    ...{ unit: '×', sign: '≤', budget: 3 },
  })
}

/** A network with room for millions of ports, of which it has one; its project may have any number. */
async function networkWithPort(cloud: Cloud): Promise<string> {
  const { projectId } = cloud
  await call(cloud, 'PUT', `/quotas/${projectId}`, { quota: { port: -1, network: -1 } })
  const { network } = await call(cloud, 'POST', '/networks', { network: {} })
  const subnet = { network_id: network.id, ip_version: 4, cidr: '10.0.0.0/8' }
  await call(cloud, 'POST', '/subnets', { subnet })
  await call(cloud, 'POST', '/ports', { port: { network_id: network.id } })
  return network.id
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers of the cloud that is measured
async function call(cloud: Cloud, method: string, path: string, body: object): Promise<any> {
  const response = await fetch(`${cloud.url}/networking/v2.0${path}`, {
    method,
    headers: { 'X-Auth-Token': cloud.token, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (response.status >= 300) throw new Error(`${method} ${path}: ${await response.text()}`)
  return response.json()
}
