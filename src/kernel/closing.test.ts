import { expect, test } from 'vitest'
import { startCloud, type Cloud } from '../../test/support/cloud.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { Peer, readAnswer } from '../../test/support/peer.ts'
import { CLIENT_TIMEOUTS } from './client-timeouts.ts'

const ASK = 'GET /v2.1/ HTTP/1.1\r\nHost: x\r\n\r\n'

function urlOf(cloud: Cloud): string {
  return cloud.app.addresses.get('compute')!
}

/** A client that has had one answer and keeps its connection. */
async function regular(cloud: Cloud): Promise<Peer> {
  const peer = await Peer.to(urlOf(cloud))
  peer.write(ASK)
  await expect.poll(() => peer.text).toContain('200 OK')
  peer.text = ''
  return peer
}

test('a request that is on its way when the end begins is answered, the last on its connection', async () => {
  const cloud = await startCloud({ clientTimeouts: { ...CLIENT_TIMEOUTS, drain: 5_000 } })
  const peers = [await regular(cloud), await regular(cloud)]
  const stopped = cloud.app.stop()
  // It cannot have been read when the end began: the server has not had its turn since.
  for (const peer of peers) peer.write(ASK)
  for (const peer of peers) {
    const { status, headers } = readAnswer(await peer.closed())
    expect([status, headers.get('connection')]).toEqual([200, 'close'])
  }
  await stopped
})

test('no new connection is taken once the end has begun', async () => {
  const cloud = await startCloud({ clientTimeouts: { ...CLIENT_TIMEOUTS, drain: 5_000 } })
  const peer = await regular(cloud)
  const stopped = cloud.app.stop()
  await expect(Peer.to(urlOf(cloud))).rejects.toThrow('ECONNREFUSED')
  peer.write(ASK)
  await stopped
})

test('connections that stay idle are ended when the drain time is over', async () => {
  const clock = new ManualClock()
  const cloud = await startCloud({ clock, clientTimeouts: { ...CLIENT_TIMEOUTS, drain: 200 } })
  const peer = await regular(cloud)
  const stopped = cloud.app.stop()
  await expect(Peer.to(urlOf(cloud))).rejects.toThrow('ECONNREFUSED')
  expect(peer.socket.destroyed).toBe(false)
  clock.advance(200)
  expect(await peer.closed()).toBe('')
  await stopped
})

test('a client that does not finish its request is cut off after five seconds', async () => {
  const clock = new ManualClock()
  const cloud = await startCloud({ clock })
  const peer = await regular(cloud)
  peer.write('POST /v2.1/os-aggregates HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{')
  await expect.poll(() => cloud.request('compute', 'GET', '/v2.1/')).toMatchObject({ status: 200 })
  const stopped = cloud.app.stop()
  clock.advance(4_999)
  await expect(Peer.to(urlOf(cloud))).rejects.toThrow('ECONNREFUSED')
  expect(peer.socket.destroyed).toBe(false)
  clock.advance(1)
  await peer.closed()
  await stopped
})
