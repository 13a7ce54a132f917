import type { parseDeadline } from '../domain/deadline.ts';

/** `parseDeadline`. Most orders have no deadline, and its calendar takes megabytes: it is loaded with the first one. */
export async function readDeadline(
  ...asked: Parameters<typeof parseDeadline>
): Promise<ReturnType<typeof parseDeadline>> {
  const { parseDeadline } = await import('../domain/deadline.ts');
  return parseDeadline(...asked);
}
