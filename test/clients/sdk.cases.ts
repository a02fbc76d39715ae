import type { Case } from './case.ts'

export const SDK: Case[] = [
  {
    name: 'openstacksdk does the whole round',
    run: '"$PYTHON" "$HERE/sdk.py"',
    shows: ['sdk: all done'],
  },
]
