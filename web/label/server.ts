// What the labelling page asks its server. The types mirror training/labelling/labelSession.ts.

export type State = string;

export interface Task {
  readonly index: number;
  readonly name: string;
  readonly pass: "first" | "second";
  readonly done: boolean;
}

export interface View {
  readonly points: readonly ({ readonly x: number; readonly y: number } | null)[];
  readonly states: readonly State[];
  readonly origin: "labels" | "flags" | "signs" | "suggested" | "none";
}

export interface Agreement {
  readonly landmarks: number;
  readonly raw: number | null;
  readonly kappa: number | null;
}

export const readTasks = () => json<readonly Task[]>("tasks");
export const readView = (task: number) => json<View>(`view/${task}`);
export const readAgreement = () => json<Readonly<Record<string, Agreement>>>("agreement");

/** Saves the states of a task. @returns all tasks as they are then. */
export const saveStates = (task: number, states: readonly State[]) =>
  json<readonly Task[]>(`view/${task}`, { method: "PUT", body: JSON.stringify({ states }) });

export async function readImage(task: number): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `/image/${task}`;
  await image.decode();
  return image;
}

async function json<Content>(path: string, request: RequestInit = {}): Promise<Content> {
  const response = await fetch(`/${path}`, request);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}
