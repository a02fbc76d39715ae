'use strict'
// A file of its own: what is no syntax to an old Node must not stand where it reads.
void import('../dist/stackling.js')
