/** Runs before each test file: whether all of them ran decides whether coverage can be judged. */
import { expect } from 'vitest'
import { note } from './driven.ts'

note('file', expect.getState().testPath ?? '')
