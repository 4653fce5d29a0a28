// A fleet: the database with Vigil's tables and the queue in it.

import { type Database, explained, openDatabase } from "./database.ts";
import { openQueue, type Queue } from "./queue.ts";
import { openTables } from "./schema.ts";

export interface Fleet {
  readonly database: Database;
  readonly queue: Queue;
  close(): Promise<void>;
}

/**
 * Opens a fleet, and makes its tables in a new database.
 *
 * @throws {UsageError} when the database cannot be used, saying what to do.
 */
export async function openFleet(
  address: string | undefined,
  { supervise = false }: { readonly supervise?: boolean } = {},
): Promise<Fleet> {
  const database = await openDatabase(address);
  let queue: Queue | undefined;
  const close = async (): Promise<void> => {
    await queue?.close();
    await database.close();
  };
  try {
    await openTables(database, async () => {
      queue = await openQueue(database, { supervise });
    });
    if (queue === undefined) throw new Error("The queue was not opened.");
    return { database, queue, close };
  } catch (error) {
    await close();
    throw explained(error, database.address);
  }
}
