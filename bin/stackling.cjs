#!/usr/bin/env node
/**
 * What `stackling` runs: the bundle, on a Node that it works on. In syntax that every Node reads, and
 * without loading anything first, so that an older one gets a sentence instead of a stack trace.
 */
'use strict'

var version = process.versions.node.split('.')
var major = Number(version[0])
if (major > 22 || (major === 22 && Number(version[1]) >= 18)) {
  require('./load.cjs')
} else {
  process.stderr.write(
    'Stackling needs Node 22.18 or later; this is ' +
      process.versions.node +
      '. In a clone, npm start brings its own.\n',
  )
  process.exitCode = 1
}
