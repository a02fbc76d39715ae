import { expect, test } from 'vitest'
import { IMAGE_IMPORT_SETTINGS } from './image-import.settings.ts'

const { imageImportAllowedNetworks, imageImportAllowedPorts, imageImportInject } =
  IMAGE_IMPORT_SETTINGS

test.each([
  ['10.0.0.0/8,fd00::/8,192.168.7.7', ['10.0.0.0/8', 'fd00::/8', '192.168.7.7']],
  [['10.0.0.0/8'], ['10.0.0.0/8']],
  ['', []],
  ['10.0.0.0/33', undefined],
  ['fd00::/129', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0.0/8', undefined],
  ['10.0.0.0/', undefined],
  ['example.com', undefined],
  [8, undefined],
])('networks: %j', (raw, read) => {
  expect(imageImportAllowedNetworks.kind.read(raw, '')).toEqual(read)
})

test.each([
  ['80,8080', [80, 8080]],
  [
    [80, '443'],
    [80, 443],
  ],
  ['', []],
  ['0', undefined],
  ['65536', undefined],
  ['http', undefined],
  [80, undefined],
])('ports: %j', (raw, read) => {
  expect(imageImportAllowedPorts.kind.read(raw, '')).toEqual(read)
})

test.each([
  ['a=1,b=x=y', { a: '1', b: 'x=y' }],
  [{ a: '1' }, { a: '1' }],
  ['', {}],
  ['a', undefined],
  ['=1', undefined],
  [{ a: 1 }, undefined],
  [5, undefined],
])('properties: %j', (raw, read) => {
  expect(imageImportInject.kind.read(raw, '')).toEqual(read)
})
