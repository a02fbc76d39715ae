/**
 * Changes to the program where a mistake would hurt most, each beside the tests that must fail for
 * it. `npm run mutate` makes them one after the other in a copy of the tree.
 */
export interface Mutation {
  /** What the changed program does wrong. */
  readonly mistake: string
  readonly file: string
  /** Stands once in the file. */
  readonly text: string
  readonly replacement: string
  /** Test files; in each of them a test must fail. */
  readonly tests: readonly string[]
}

/** @throws Error where the text to replace does not stand once in `source`, the file's content */
export function mutated(source: string, { file, text, replacement }: Mutation): string {
  const found = source.split(text).length - 1
  if (found !== 1) throw new Error(`the text to replace stands ${found} times in ${file}`)
  return source.replace(text, () => replacement)
}

export const MUTATIONS: readonly Mutation[] = [
  {
    mistake: 'a change is acknowledged before it is committed',
    file: 'src/storage/sqlite.ts',
    text: 'this.#release()\n      return { unit,',
    replacement: 'this.#release()\n      unit.resolve(value)\n      return { unit,',
    tests: ['src/storage/sqlite.test.ts'],
  },
  {
    mistake: 'a policy is not asked for actions',
    file: 'src/kernel/checks.ts',
    text: 'if (policy === PUBLIC || policy === AUTHENTICATED) return',
    replacement: 'if (policy === PUBLIC || policy === AUTHENTICATED || operation.action) return',
    tests: ['src/block-storage/volumes/actions.ops.test.ts'],
  },
  {
    mistake: "another project's path is served",
    file: 'src/kernel/pipeline.ts',
    text: "if (route.hasProject) refuseForeignProject(service, incoming.params['project_id']!, token)",
    replacement: '',
    tests: ['src/block-storage/service.test.ts'],
  },
  {
    mistake: 'access rules of application credentials are not asked',
    file: 'src/kernel/pipeline.ts',
    text: 'token.mayCall?.(callOf(incoming, service)) === false',
    replacement: 'false',
    tests: ['src/identity/access-rules/enforcement.test.ts'],
  },
  {
    mistake: 'a refused microversion is not named in the answer',
    file: 'src/kernel/selection.ts',
    text: 'progress.version = refusedVersion(asked.text)',
    replacement: 'refusedVersion(asked.text)',
    tests: [
      'src/compute/versions/versions.ops.test.ts',
      'src/block-storage/versions/versions.ops.test.ts',
    ],
  },
  {
    mistake: 'a page begins with the last item of the page before',
    file: 'src/storage/lists/order.ts',
    text: "order.direction === 'asc' ? '>' : '<'",
    replacement: "order.direction === 'asc' ? '>=' : '<='",
    tests: ['src/block-storage/volumes/list.test.ts'],
  },
  {
    mistake: 'a token is given although the password has changed meanwhile',
    file: 'src/identity/authority/authority.usecase.ts',
    text: ' || state.bearer.generation !== generation',
    replacement: '',
    tests: ['src/identity/races.test.ts'],
  },
  {
    mistake: 'a known token stays good whatever has changed since',
    file: 'src/identity/authority/authority.usecase.ts',
    text: 'lasting && (await database.read(epochState))?.epoch === known.epoch',
    replacement: 'lasting',
    tests: ['src/identity/tokens/endings.test.ts'],
  },
  {
    mistake: 'a project of a disabled domain can be entered',
    file: 'src/identity/tokens/tokens.store.ts',
    text: 'place.enabled === 0 || place.domain_enabled === 0',
    replacement: 'place.enabled === 0',
    tests: ['src/identity/tokens/refusals.test.ts'],
  },
  {
    mistake: 'wrong passwords are not counted',
    file: 'src/identity/throttling/throttle.ts',
    text: '      this.#count(key, place)\n',
    replacement: '',
    tests: ['src/identity/throttling/throttle.test.ts', 'test/attacks/guessing.test.ts'],
  },
  {
    mistake: 'servers that are softly deleted are counted as if they were there',
    file: 'src/compute/quotas/take-quota.usecase.ts',
    text: "server.vm_state === 'soft-delete' && server.task_state !== 'restoring'",
    replacement: 'false',
    tests: ['src/compute/quotas/take-quota.test.ts'],
  },
  {
    mistake: 'of two who make servers at once each counts only its own',
    file: 'src/compute/quotas/usage.store.ts',
    text: 'sql<number>`server_usages.instances + excluded.instances`',
    replacement: 'sql<number>`excluded.instances`',
    tests: ['src/compute/quotas/take-quota.test.ts', 'src/compute/quotas/races.test.ts'],
  },
  {
    mistake: 'quotas are counted, but hold nobody back',
    file: 'src/block-storage/quota-sets/quota-sets.store.ts',
    text: '.where(sql<boolean>`quota_usages.in_use + excluded.in_use <= ${p.most}`)',
    replacement: '',
    tests: ['src/block-storage/quota-sets/quota-sets.store.test.ts'],
  },
  {
    mistake: 'the room of a deleted volume is not given back to its pool',
    file: 'src/block-storage/volumes/pools.store.ts',
    text: 'if (volume.host !== null) await deallocate(tx, volume.host, volume.size)',
    replacement: '',
    tests: ['src/block-storage/volumes/volumes.jobs.test.ts'],
  },
  {
    mistake: 'the end of an action overwrites a state that was set meanwhile',
    file: 'src/block-storage/volumes/volumes.store.ts',
    text: "    .where('status', 'in', valuesDuring(course, 'status'))\n",
    replacement: '',
    tests: ['src/block-storage/volumes/volumes.jobs.test.ts'],
  },
  {
    mistake: 'metadata is deleted by whoever may not read it',
    file: 'src/block-storage/metadata/metadata.ops.ts',
    text: '      ctx.authorize(family.rules.read, family.attributes(found.owner))\n',
    replacement: '',
    tests: ['src/block-storage/volumes/metadata.ops.test.ts'],
  },
  {
    mistake: "a job runner renews another's claims",
    file: 'src/jobs/store.ts',
    text: "      .where('claimed_by', 'in', inList(p.claims))\n",
    replacement: '',
    tests: ['test/contract/jobs/claims.test.ts'],
  },
  {
    mistake: 'changes leave no audit record',
    file: 'src/telemetry/audit.ts',
    text: '!READS.has(method) || progress.operation?.signsIn === true',
    replacement: 'progress.operation?.signsIn === true',
    tests: ['src/telemetry/audit.test.ts'],
  },
  {
    mistake: 'private keys stand in the log',
    file: 'src/telemetry/redact.ts',
    text: '|private_key',
    replacement: '',
    tests: ['src/telemetry/log.test.ts'],
  },
  {
    mistake: 'what is in an attribute is set without its rules',
    file: 'src/kernel/attributes/rules.ts',
    text: 'withMembers(judge(path, own ?? table.fallback), attribute, item[name], member)',
    replacement: 'judge(path, own ?? table.fallback)',
    tests: ['test/toy/attribute-rules.test.ts'],
  },
  {
    mistake: 'an attribute without a rule of its own is set by whoever may set others',
    file: 'src/kernel/attributes/rules.ts',
    text: '|| !attribute.judged ||',
    replacement: '|| !attribute.rules.post ||',
    tests: ['test/toy/attribute-rules.test.ts'],
  },
  {
    mistake: 'a list of attributes shows what may not be shown',
    file: 'src/kernel/attributes/listing.ts',
    text: 'seen.filter((item) => ctx.allows(resource.rules.show, item))',
    replacement: 'seen',
    tests: ['test/toy/attribute-parts.test.ts'],
  },
  {
    mistake: 'locks of servers keep nobody from anything',
    file: 'src/compute/servers/server-actions.ts',
    text: 'if (action.heedsLock && server.locked_by !== null && !isAdmin) {',
    replacement: 'if (action.heedsLock && isAdmin && !isAdmin) {',
    tests: ['src/compute/servers/machine.jobs.test.ts'],
  },
  {
    mistake: 'a job writes its end over what was begun after it',
    file: 'src/compute/servers/servers.store.ts',
    text: "task_state: valuesDuring<ServerColumns, 'task_state'>(course, 'task_state')",
    replacement: '',
    tests: ['src/compute/servers/machine.jobs.test.ts'],
  },
  {
    mistake: 'a deleted server is restored over the quota',
    file: 'src/compute/servers/restore-server.usecase.ts',
    text: 'await takeServerQuota(tx, owner, { min: 1, max: 1, cores, ram })',
    replacement: '',
    tests: ['src/compute/servers/deferred-delete.test.ts'],
  },
]
