// Runs tasks side by side and hands their results on in the order of the tasks.

export interface InOrderOptions {
  /** How many tasks run at the same time. */
  readonly jobs: number;
  /** How many tasks may have begun whose results were not handed on: results that wait take memory. */
  readonly ahead: number;
  /** Aborted to begin no further tasks. */
  readonly stop: AbortSignal;
}

/**
 * @param run works on one item.
 * @param take gets the results one after the other, in the order of the items.
 * @throws the first error of `run` or `take`, after the tasks that had begun are done. Nothing is taken after it.
 */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  { jobs, ahead, stop }: InOrderOptions,
  run: (item: Item) => Promise<Result>,
  take: (result: Result, item: Item) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const running = new Set<Promise<void>>();
  let taken = Promise.resolve();
  let takenCount = 0;
  for (const [k, item] of items.entries()) {
    while (running.size >= jobs) await Promise.race(running);
    while (k - takenCount >= ahead && failures.length === 0)
      await Promise.race([taken, ...running]);
    if (stop.aborted || failures.length > 0) break;
    const task = run(item);
    const settled: Promise<void> = task.then(
      () => {},
      (error: unknown) => {
        failures.push(error);
      },
    );
    const ended = settled.finally(() => running.delete(ended));
    running.add(ended);
    taken = Promise.all([taken, settled]).then(async () => {
      if (failures.length > 0) return;
      try {
        await take(await task, item);
        takenCount++;
      } catch (error) {
        failures.push(error);
      }
    });
  }
  await Promise.all(running);
  await taken;
  if (failures.length > 0) throw failures[0];
}
