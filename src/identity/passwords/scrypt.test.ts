import { expect, test } from 'vitest'
import { scryptHasher } from './scrypt.ts'

/** As cheap as it gets, so that a test costs nothing. */
const quick = scryptHasher({ ln: 1, r: 1, p: 1 })

test('a password fits its hash, and no other does', async () => {
  const hash = await quick.hash('secret')
  expect(await quick.verify('secret', hash)).toBe(true)
  expect(await quick.verify('Secret', hash)).toBe(false)
  expect(await quick.verify('', hash)).toBe(false)
})

test('two hashes of one password differ', async () => {
  expect(await quick.hash('secret')).not.toBe(await quick.hash('secret'))
})

test('a hash names its cost in passlib’s notation', async () => {
  expect(await scryptHasher().hash('x')).toMatch(
    /^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
  )
})

test('a hash that Python made verifies', async () => {
  // hashlib.scrypt(b'p@ssw0rd', salt=b'0123456789abcdef', n=16, r=2, p=1, dklen=32)
  const hash =
    '$scrypt$ln=4,r=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$JvBgqHQ7R005jHAjaCPynB0chIYqXK53FbrXbMjx8YE'
  expect(await quick.verify('p@ssw0rd', hash)).toBe(true)
  expect(await quick.verify('p@ssw0rd!', hash)).toBe(false)
})

test.each([
  '',
  'plain',
  '$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
  '$scrypt$ln=40,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$3FdHf1uMZl0yzmFzpCKBzcZcVBZxWNRbTmyuIrsZ1MA',
  '$scrypt$ln=4,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$short',
])('what is no hash of ours never verifies: %s', async (hash) => {
  expect(await quick.verify('secret', hash)).toBe(false)
})

test('pretending never succeeds', async () => {
  expect(await quick.pretend('anything')).toBe(false)
})

test('more sign-ins than threads all get their turn', async () => {
  const hash = await quick.hash('secret')
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) => quick.verify(index % 2 ? 'secret' : 'no', hash)),
  )
  expect(results.filter(Boolean)).toHaveLength(10)
})
